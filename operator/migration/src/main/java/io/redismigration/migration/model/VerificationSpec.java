package io.redismigration.migration.model;

/**
 * What is compared.
 *
 * @param mode while both sides are live, default Full
 * @param atFence while the source is fenced, default Delta
 */
public record VerificationSpec(Mode mode, AtFence atFence) {
  /** The live comparison. */
  public enum Mode {
    FULL,
    SAMPLE,
    COUNTS,
    OFF
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
  }
}
