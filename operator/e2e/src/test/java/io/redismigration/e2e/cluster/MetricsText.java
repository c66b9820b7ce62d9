package io.redismigration.e2e.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Metrics in Prometheus' text format at one moment.
 *
 * @param samples values by name with labels, as written
 */
record MetricsText(Map<String, Double> samples) {

  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  static MetricsText of(String text) {
    Map<String, Double> samples = new LinkedHashMap<>();
    text.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            });
    return new MetricsText(samples);
  }

  /** The sum of a metric's samples that have these labels, each as {@code name="value"}. */
  double sum(String metric, String... labels) {
    return samples.entrySet().stream()
        .filter(sample -> name(sample.getKey()).equals(metric))
        .filter(sample -> Stream.of(labels).allMatch(sample.getKey()::contains))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** A metric's samples by the values of two labels, with a space between. */
  Map<String, Double> by(String metric, String first, String second) {
    Map<String, Double> sums = new TreeMap<>();
    samples.forEach(
        (key, value) -> {
          if (name(key).equals(metric)) {
            sums.merge(label(key, first) + " " + label(key, second), value, Double::sum);
          }
        });
    return sums;
  }

  private static String name(String key) {
    int brace = key.indexOf('{');
    return brace < 0 ? key : key.substring(0, brace);
  }

  private static String label(String key, String label) {
    Matcher labels = LABEL.matcher(key);
    while (labels.find()) {
      if (labels.group(1).equals(label)) {
        return labels.group(2);
      }
    }
    return "";
  }
}
