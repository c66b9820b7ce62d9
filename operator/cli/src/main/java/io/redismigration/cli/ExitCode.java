package io.redismigration.cli;

/** What the process tells its caller. These numbers do not change. */
public enum ExitCode {
  /** Done; both sides hold the same data where that was to be shown. */
  COMPLETED(0),
  /** The migration failed, or both sides differ. */
  FAILED(1),
  /** The command line or the manifest is wrong; nothing was done. */
  USAGE(2),
  /** A check fails; nothing was changed on either side. */
  NOT_VALID(3),
  /** The migration was cancelled and cleaned up. */
  CANCELLED(4),
  /** Another process runs this migration. */
  LOCKED(5),
  /** A cancel that came when the target had taken over; it does nothing. */
  TOO_LATE(6),
  /** Stopped by a signal; a later run continues. */
  INTERRUPTED(130);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The number itself. */
  public int number() {
    return number;
  }
}
