package io.redismigration.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * One comparison of both sides. Times in seconds.
 *
 * @param data what was compared
 * @param elements keys, or members of the one key
 * @param seconds that the pass took, as the run itself reports it
 * @param cpu user and system time of our process, its start included
 * @param sourceCpu the source's meanwhile, that of the children which made its snapshots included
 * @param targetCpu the same of the target
 * @param peakMib the most memory our process had resident; it copied nothing
 * @param without latency of another client of the source before
 * @param with the same, meanwhile
 */
record VerifyRound(
    String data,
    long elements,
    double seconds,
    double cpu,
    double sourceCpu,
    double targetCpu,
    long peakMib,
    LatencyProbe.Latency without,
    LatencyProbe.Latency with) {

  static String table(List<VerifyRound> rounds) {
    StringBuilder text =
        new StringBuilder(
            """
            | data | pass, s | keys or members/s | its CPU, s | source's CPU, s | target's CPU, s | its peak memory, MiB | source's latency without: median, p99, worst, µs | meanwhile: median, p99, worst, µs |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """);
    rounds.forEach(round -> text.append(round.row()));
    return text.toString();
  }

  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %,.0f | %.2f | %.2f | %.2f | %d | %s | %s |%n",
        data,
        seconds,
        elements / seconds,
        cpu,
        sourceCpu,
        targetCpu,
        peakMib,
        text(without),
        text(with));
  }

  private static String text(LatencyProbe.Latency latency) {
    return String.format(
        Locale.ROOT, "%.0f, %.0f, %.0f", latency.median(), latency.p99(), latency.worst());
  }
}
