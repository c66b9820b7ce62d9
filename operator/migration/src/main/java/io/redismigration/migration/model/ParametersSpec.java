package io.redismigration.migration.model;

import java.time.Duration;

/**
 * What is set on the source at the start and put back at the end.
 *
 * @param clientOutputBufferLimit default 512 MiB hard and soft for 60 s
 * @param replBacklogSize bytes, default 512 MiB
 * @param replTimeout default 120 s
 */
public record ParametersSpec(
    OutputBufferLimit clientOutputBufferLimit, Long replBacklogSize, Duration replTimeout) {
  private static final long HALF_GIB = 512L << 20;

  public ParametersSpec {
    clientOutputBufferLimit =
        Defaults.or(
            clientOutputBufferLimit,
            new OutputBufferLimit(HALF_GIB, HALF_GIB, Duration.ofSeconds(60)));
    replBacklogSize = Defaults.or(replBacklogSize, HALF_GIB);
    replTimeout = Defaults.or(replTimeout, Duration.ofSeconds(120));
  }

  /** Everything by default. */
  public static ParametersSpec defaults() {
    return new ParametersSpec(null, null, null);
  }
}
