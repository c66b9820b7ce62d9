package io.redismigration.engine.cutover;

import java.util.Locale;
import java.util.Set;

/**
 * What a command means that arrives on the stream after the fence was in force. The source writes
 * some on its own: a PING each {@code repl-ping-replica-period}, also while paused; GETACK for
 * WAIT; SELECT before a database; expiry deletions under a min-replicas fence. PUBLISH and SCRIPT
 * are not stopped by every fence and hold no data; what stands between MULTI and EXEC is judged by
 * itself.
 */
public enum LateCommand {
  /** Counts as nothing. */
  HARMLESS,
  /** Of a key that had expired, or of one that somebody deleted: the source's count tells. */
  DELETION,
  /** Somebody wrote: the fence did not hold. */
  WRITE;

  private static final Set<String> NO_DATA =
      Set.of("PING", "SELECT", "PUBLISH", "SPUBLISH", "SCRIPT", "MULTI", "EXEC");
  private static final Set<String> DELETIONS = Set.of("DEL", "UNLINK");

  /**
   * Judges one command.
   *
   * @param name of the command, in any case
   * @param subcommand first argument; null or anything for commands without
   */
  public static LateCommand of(String name, String subcommand) {
    String upper = name.toUpperCase(Locale.ROOT);
    if (NO_DATA.contains(upper)) {
      return HARMLESS;
    }
    if (upper.equals("REPLCONF") && "GETACK".equalsIgnoreCase(subcommand)) {
      return HARMLESS;
    }
    return DELETIONS.contains(upper) ? DELETION : WRITE;
  }
}
