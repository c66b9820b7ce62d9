package io.redismigration.migration.checks;

import java.util.List;

/**
 * What a source replicates to, and how.
 *
 * @param replicas connected ones, links of migrations left out
 * @param diskless {@code repl-diskless-sync yes}; null: not readable, or not known (before 2.8.18)
 * @param disklessDelaySeconds {@code repl-diskless-sync-delay}: how long it waits for more replicas
 *     before a transfer begins; null: not readable
 * @param sentinels connections of Sentinels; null: CLIENT LIST is not permitted
 * @param minReplicas {@code min-replicas-to-write}; null: not readable
 */
public record ReplicationFacts(
    List<Replica> replicas,
    Boolean diskless,
    Integer disklessDelaySeconds,
    Integer sentinels,
    Integer minReplicas) {
  public ReplicationFacts {
    replicas = List.copyOf(replicas);
  }

  /**
   * A replica of a source.
   *
   * @param address {@code host:port}, as the server shows it
   * @param state {@code online}, {@code wait_bgsave}, {@code send_bulk} …
   * @param behind bytes of the stream it has not acknowledged
   */
  public record Replica(String address, String state, long behind) {
    boolean online() {
      return state.equals("online");
    }

    @Override
    public String toString() {
      return "%s (%s, %d bytes behind)".formatted(address, state, behind);
    }
  }
}
