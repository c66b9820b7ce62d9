package io.redismigration.engine.checkpoint;

import java.util.Optional;
import java.util.Set;

/**
 * The name of every connection of a run, as CLIENT LIST shows it: {@code
 * redis-migration.<run>.<epoch>.<role>}. It tells whose a connection is, so that a later worker can
 * end those of an earlier one.
 *
 * @param run the migration's unique id
 * @param epoch of the worker that opened the connection
 * @param role what the connection is for, one word: {@code lane}, {@code snapshot}, {@code control}
 *     …
 */
public record ClientName(String run, long epoch, String role) {
  /** Tells and asks, apart from data: a worker's that replicates. */
  public static final String CONTROL = "control";

  /** Writes the stream. */
  public static final String LANE = "lane";

  /** On its way to become the one that writes the stream. */
  public static final String LANE_OPENING = "lane-opening";

  /** Writes a snapshot. */
  public static final String SNAPSHOT = "snapshot";

  /** Compares and repairs. */
  public static final String VERIFY = "verify";

  private static final String PREFIX = "redis-migration.";
  private static final Set<String> WRITERS = Set.of(LANE, LANE_OPENING, SNAPSHOT, VERIFY);

  /** Whether the connection may write keys to the target. */
  public boolean writesData() {
    return WRITERS.contains(role);
  }

  @Override
  public String toString() {
    return PREFIX + run + "." + epoch + "." + role;
  }

  /** Reads a name back; empty when it is not one of ours. */
  public static Optional<ClientName> parse(String name) {
    if (!name.startsWith(PREFIX)) {
      return Optional.empty();
    }
    int role = name.lastIndexOf('.');
    int epoch = name.lastIndexOf('.', role - 1);
    if (epoch < PREFIX.length()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ClientName(
              name.substring(PREFIX.length(), epoch),
              Long.parseLong(name.substring(epoch + 1, role)),
              name.substring(role + 1)));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
