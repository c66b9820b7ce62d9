package io.redismigration.migration.model;

import java.time.Instant;

/**
 * When a validated migration starts.
 *
 * @param mode default Immediate
 * @param at with Scheduled only, else null; a time in the past means now
 */
public record StartSpec(Mode mode, Instant at) {
  /** Who says go. */
  public enum Mode {
    IMMEDIATE,
    MANUAL,
    SCHEDULED
  }

  public StartSpec {
    mode = Defaults.or(mode, Mode.IMMEDIATE);
  }
}
