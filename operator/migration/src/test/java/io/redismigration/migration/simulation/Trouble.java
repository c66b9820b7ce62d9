package io.redismigration.migration.simulation;

/** What a server, or the API server, answers instead of doing what it is asked. */
final class Trouble extends RuntimeException {
  private final String reason;

  Trouble(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  static Trouble away(String who) {
    return new Trouble(who + "Unreachable");
  }

  String reason() {
    return reason;
  }

  /** It may have been done, and may work the next time. */
  boolean passes() {
    return reason.endsWith("Unreachable");
  }
}
