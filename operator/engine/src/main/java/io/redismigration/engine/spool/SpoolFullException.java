package io.redismigration.engine.spool;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;

/**
 * No room for now: the reader has to catch up first. Nothing given to the spool before was lost,
 * and the call that failed may be repeated.
 */
public final class SpoolFullException extends Exception {

  private final long held;

  SpoolFullException(long held, String why) {
    super(why);
    this.held = held;
  }

  /** Bytes waiting to be read. */
  public long held() {
    return held;
  }

  /** As what the user sees while the link waits. */
  public EngineException asReason() {
    return new EngineException(
        Reason.SpoolFull,
        "the spool is full with " + held + " bytes waiting for the target: " + getMessage(),
        "raise spec.worker.spool.size or free its volume, or make the target faster",
        this);
  }
}
