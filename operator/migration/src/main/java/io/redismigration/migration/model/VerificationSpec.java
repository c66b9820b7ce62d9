package io.redismigration.migration.model;

/**
 * What is compared; may change while it runs.
 *
 * @param mode while both sides are live, default Full
 * @param atFence while the source is fenced, default Delta
 * @param sampleKeys how many keys Sample compares, in all databases together; null: 10,000 or one
 *     in a hundred, whichever is more
 * @param keysPerSecond keys a pass compares per second; 0: as fast as both sides answer and the
 *     stream permits
 * @param method how Full comes by the keys, default Commands
 */
public record VerificationSpec(
    Mode mode, AtFence atFence, Long sampleKeys, long keysPerSecond, Method method) {
  /** The live comparison. */
  public enum Mode {
    FULL,
    SAMPLE,
    COUNTS,
    OFF
  }

  /** How the live comparison of every key comes by the keys. */
  public enum Method {
    COMMANDS,
    SNAPSHOTS
  }

  /** The comparison at the fence. */
  public enum AtFence {
    DELTA,
    FULL,
    COUNTS
  }

  public VerificationSpec {
    mode = Defaults.or(mode, Mode.FULL);
    atFence = Defaults.or(atFence, AtFence.DELTA);
    method = Defaults.or(method, Method.COMMANDS);
  }

  /** With the default sample, as fast as possible. */
  public VerificationSpec(Mode mode, AtFence atFence) {
    this(mode, atFence, null, 0, null);
  }

  /** Whether a pass compares snapshots of both sides, where both give one. */
  public boolean comparesSnapshots() {
    return mode == Mode.FULL && method == Method.SNAPSHOTS;
  }

  /** Whether every key is compared at some time before the target takes over. */
  public boolean comparesEveryKey() {
    return mode == Mode.FULL || atFence == AtFence.FULL;
  }
}
