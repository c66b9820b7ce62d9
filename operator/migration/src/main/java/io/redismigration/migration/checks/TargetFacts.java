package io.redismigration.migration.checks;

import io.redismigration.migration.lock.LockFacts;
import java.util.List;

/**
 * What is particular to a target.
 *
 * @param writes what a write is answered
 * @param claim a checkpoint of some run found on it; null: none
 * @param evictionPolicy {@code maxmemory-policy}; null: not readable
 * @param configWritable CONFIG SET is permitted
 * @param protoMaxBulkLen bytes; null: not readable
 * @param restoreAccepted a probe payload of the version we would send was taken
 * @param foreignKeys keys in all databases, checkpoints left out; 0 where our own run has claimed
 *     it
 * @param foreignWriters addresses of clients whose last command was a write, not long ago
 * @param unknownCommands of the source's write commands, those this server does not know
 * @param lock whether other users can be kept from writing
 * @param replicas connected to it
 * @param persists it writes its data to disk; null: not readable
 * @param snapshots of the comparison; null: it is to take none
 */
public record TargetFacts(
    ServerFacts server,
    Writes writes,
    Claim claim,
    String evictionPolicy,
    boolean configWritable,
    Long protoMaxBulkLen,
    boolean restoreAccepted,
    long foreignKeys,
    List<String> foreignWriters,
    List<String> unknownCommands,
    LockFacts lock,
    int replicas,
    Boolean persists,
    SnapshotFacts snapshots) {
  /** Whether that run has claimed it, so that the keys on it are that run's own. */
  public boolean isClaimedBy(String run) {
    return claim != null && claim.runId().equals(run);
  }

  /** The same, with the source's commands that it does not know. */
  public TargetFacts withUnknown(List<String> commands) {
    return new TargetFacts(
        server,
        writes,
        claim,
        evictionPolicy,
        configWritable,
        protoMaxBulkLen,
        restoreAccepted,
        foreignKeys,
        foreignWriters,
        List.copyOf(commands),
        lock,
        replicas,
        persists,
        snapshots);
  }

  /** What a write is answered. */
  public enum Writes {
    ACCEPTED,
    READ_ONLY_REPLICA,
    NOT_ENOUGH_REPLICAS,
    DISK_ERROR,
    OUT_OF_MEMORY
  }

  /**
   * A checkpoint on the target.
   *
   * @param runId whose it is
   * @param key its name
   * @param database where it lies
   */
  public record Claim(String runId, String key, int database) {}
}
