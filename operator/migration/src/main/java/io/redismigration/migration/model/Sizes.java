package io.redismigration.migration.model;

/** Sizes as manifests write them. */
public final class Sizes {
  private static final String[] UNITS = {"", "Ki", "Mi", "Gi", "Ti", "Pi"};

  private Sizes() {}

  /** The largest unit that keeps the number whole, or one decimal of a rounded value. */
  public static String of(long bytes) {
    int exact = 0;
    long whole = bytes;
    while (exact < UNITS.length - 1 && whole >= 1024 && whole % 1024 == 0) {
      whole /= 1024;
      exact++;
    }
    if (whole < 10_000) {
      return whole + UNITS[exact];
    }
    double rounded = bytes;
    int unit = 0;
    while (unit < UNITS.length - 1 && rounded >= 1024) {
      rounded /= 1024;
      unit++;
    }
    return Math.round(rounded * 10) / 10.0 + UNITS[unit];
  }
}
