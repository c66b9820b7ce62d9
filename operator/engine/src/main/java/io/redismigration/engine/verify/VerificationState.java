package io.redismigration.engine.verify;

/** Where a verification stands. */
public enum VerificationState {
  /** Not started. */
  NEW,
  /** A full pass over both sides is under way. */
  PASS,
  /** Every key was compared, and is compared again when the stream touches it; none differs. */
  EQUAL,
  /** As EQUAL, but some keys differ, or could not be decided yet. */
  DIFFERENT,
  /** More keys were touched than could be remembered: a full pass has to come through first. */
  OVERFLOWED,
  /** Ended. */
  CLOSED,
  /** Ended by an error that waiting does not mend. */
  FAILED
}
