package io.redismigration.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The middle value; of an even number of values the mean of the two in the middle. */
final class Median {
  private Median() {}

  static <T> double of(List<T> all, ToDoubleFunction<T> what) {
    return of(all.stream().mapToDouble(what).toArray());
  }

  /** NaN of nothing. */
  static double of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
