package io.redismigration.migration.model;

import java.time.Duration;

/**
 * What is set on the source at the start and put back at the end.
 *
 * @param clientOutputBufferLimit default 512 MiB hard and soft for 60 s
 * @param replBacklogSize bytes, default 512 MiB
 * @param replTimeout default 120 s
 * @param replBacklogTtl how long a backlog without replicas is kept, zero for ever; null: left
 *     alone
 * @param replDisklessSyncDelay how long a diskless transfer waits for more replicas; null: left
 *     alone
 */
public record ParametersSpec(
    OutputBufferLimit clientOutputBufferLimit,
    Long replBacklogSize,
    Duration replTimeout,
    Duration replBacklogTtl,
    Duration replDisklessSyncDelay) {
  private static final long HALF_GIB = 512L << 20;

  public ParametersSpec {
    clientOutputBufferLimit =
        Defaults.or(
            clientOutputBufferLimit,
            new OutputBufferLimit(HALF_GIB, HALF_GIB, Duration.ofSeconds(60)));
    replBacklogSize = Defaults.or(replBacklogSize, HALF_GIB);
    replTimeout = Defaults.or(replTimeout, Duration.ofSeconds(120));
  }

  /** What is always set, and nothing else. */
  public ParametersSpec(
      OutputBufferLimit clientOutputBufferLimit, Long replBacklogSize, Duration replTimeout) {
    this(clientOutputBufferLimit, replBacklogSize, replTimeout, null, null);
  }

  /** Everything by default. */
  public static ParametersSpec defaults() {
    return new ParametersSpec(null, null, null);
  }

  /**
   * Digests of a frozen spec are made of this text, so what is left alone does not appear in it: a
   * migration that was frozen without these fields is still the same.
   */
  @Override
  public String toString() {
    return "ParametersSpec[clientOutputBufferLimit=%s, replBacklogSize=%s, replTimeout=%s%s%s]"
        .formatted(
            clientOutputBufferLimit,
            replBacklogSize,
            replTimeout,
            replBacklogTtl == null ? "" : ", replBacklogTtl=" + replBacklogTtl,
            replDisklessSyncDelay == null
                ? ""
                : ", replDisklessSyncDelay=" + replDisklessSyncDelay);
  }
}
