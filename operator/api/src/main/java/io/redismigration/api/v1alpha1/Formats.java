package io.redismigration.api.v1alpha1;

/** Patterns of the strings that carry a quantity. */
public final class Formats {
  /** A length of time: {@code 200ms}, {@code 60s}, {@code 5m}, {@code 1h30m}. */
  public static final String DURATION = "^([0-9]{1,9}ms|[0-9]{1,6}[smh])+$";

  /** A number of bytes: {@code 0}, {@code 1048576}, {@code 512Mi}, {@code 1G}. */
  public static final String BYTES = "^([0-9]{1,15}|[0-9]{1,12}(k|M|Ki|Mi)|[0-9]{1,6}(G|T|Gi|Ti))$";

  /** A moment as RFC 3339 writes it: {@code 2030-01-31T22:00:00Z}. */
  public static final String TIME =
      "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$";

  /** An address: {@code redis-old:6379}, {@code 10.0.0.7:6379}, {@code [fd00::1]:6379}. */
  public static final String ENDPOINT =
      "^([A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:.%]+\\])"
          + ":([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$";

  /** Name of a Kubernetes object. */
  public static final String NAME = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";

  /** Key in a Secret; never one that leads out of a directory. */
  public static final String SECRET_KEY = "^[.]?[-_a-zA-Z0-9][-._a-zA-Z0-9]*$";

  private Formats() {}
}
