package io.redismigration.migration.cutover;

import java.util.Locale;
import java.util.Set;

/**
 * What a command means that arrives on the stream after the fence was in force. The source writes
 * some on its own: a PING each {@code repl-ping-replica-period}, also while paused; GETACK for
 * WAIT; SELECT before a database; expiry deletions under a min-replicas fence. PUBLISH and SCRIPT
 * are not stopped by every fence and hold no data.
 */
public enum LateCommand {
  /** Counts as nothing. */
  HARMLESS,
  /** Deletes a key that had expired: applied too, and counts as nothing. */
  EXPIRY,
  /** Somebody wrote: the fence did not hold. */
  WRITE;

  private static final Set<String> NO_DATA =
      Set.of("PING", "SELECT", "PUBLISH", "SPUBLISH", "SCRIPT");
  private static final Set<String> DELETIONS = Set.of("DEL", "UNLINK");

  /**
   * Judges one command.
   *
   * @param name of the command, in any case
   * @param subcommand first argument; null or anything for commands without
   * @param onlyExpiredKeys every key it names had expired by the source's clock
   */
  public static LateCommand of(String name, String subcommand, boolean onlyExpiredKeys) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (NO_DATA.contains(upper)) {
      return HARMLESS;
    }
    if (upper.equals("REPLCONF") && "GETACK".equalsIgnoreCase(subcommand)) {
      return HARMLESS;
    }
    return DELETIONS.contains(upper) && onlyExpiredKeys ? EXPIRY : WRITE;
  }
}
