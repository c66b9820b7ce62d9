package io.redismigration.migration.model;

import java.time.Instant;

/**
 * A trial of the cutover that was asked for and is not answered yet.
 *
 * @param number counts the trials of an attempt; answers carry it
 * @param askedAt when the workers were first told
 */
public record Trial(int number, Kind kind, Instant askedAt) {
  /** How far a trial goes. */
  public enum Kind {
    /** Looks and computes; changes nothing on either server. */
    DRY_RUN,
    /** Closes the source for a moment, drains and compares; always opens it again. */
    REHEARSAL
  }
}
