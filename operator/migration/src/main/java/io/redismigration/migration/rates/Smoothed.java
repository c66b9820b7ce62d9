package io.redismigration.migration.rates;

import java.time.Duration;

/**
 * A time measured again and again: each new one counts a fifth, so that one outlier is forgotten
 * after some ten more.
 *
 * @param value null: never measured
 */
public record Smoothed(Duration value) {
  private static final int WEIGHT = 5;

  /** Never measured. */
  public static Smoothed none() {
    return new Smoothed(null);
  }

  /** With one more; null or negative says nothing. */
  public Smoothed with(Duration measured) {
    if (measured == null || measured.isNegative()) {
      return this;
    }
    return new Smoothed(
        value == null ? measured : value.plus(measured.minus(value).dividedBy(WEIGHT)));
  }
}
