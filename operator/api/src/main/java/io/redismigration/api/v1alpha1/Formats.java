package io.redismigration.api.v1alpha1;

/** Patterns of the strings that carry a quantity. */
public final class Formats {
  /** A length of time: {@code 200ms}, {@code 60s}, {@code 5m}, {@code 1h30m}. */
  public static final String DURATION = "^([0-9]{1,9}(ms|s|m|h))+$";

  /** A number of bytes: {@code 0}, {@code 1048576}, {@code 512Mi}, {@code 1G}. */
  public static final String BYTES = "^[0-9]{1,15}(k|M|G|T|Ki|Mi|Gi|Ti)?$";

  /** A moment as RFC 3339 writes it: {@code 2030-01-31T22:00:00Z}. */
  public static final String TIME =
      "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$";

  private Formats() {}
}
