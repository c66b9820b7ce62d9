package io.redismigration.migration.model;

import java.util.List;
import java.util.Map;

/**
 * What every Auto became and what was found. Any component but the list is null until known.
 *
 * @param mode Commands or Relay
 * @param fence the fence that would be used
 * @param sourceVersion family and version, for example {@code Redis 2.8.19}
 * @param sourceRunId the server's run id
 * @param sourceShards names of the source's shards; empty or one: standalone
 * @param sourceKeys keys in all databases when validated
 * @param sourceBytes memory the source's data uses, in bytes
 * @param sourceAddresses what the source's name resolved to where the workers run; empty: unknown
 * @param targetAddresses the same of the target's
 * @param flushable keys on the target, by database, that a flush would remove; empty: none, or not
 *     looked
 */
public record Resolved(
    Topology sourceTopology,
    Topology targetTopology,
    ReplicationMode mode,
    FenceKind fence,
    LockMode lock,
    String sourceVersion,
    String targetVersion,
    String sourceRole,
    String targetRole,
    String sourceRunId,
    String targetRunId,
    List<String> sourceShards,
    Long sourceKeys,
    Long sourceBytes,
    List<String> sourceAddresses,
    List<String> targetAddresses,
    Map<Integer, Long> flushable) {
  public Resolved {
    sourceShards = Defaults.list(sourceShards);
    sourceAddresses = Defaults.list(sourceAddresses);
    targetAddresses = Defaults.list(targetAddresses);
    flushable = Defaults.map(flushable);
  }

  /** Facts of servers whose addresses are not known. */
  public Resolved(
      Topology sourceTopology,
      Topology targetTopology,
      ReplicationMode mode,
      FenceKind fence,
      LockMode lock,
      String sourceVersion,
      String targetVersion,
      String sourceRole,
      String targetRole,
      String sourceRunId,
      String targetRunId,
      List<String> sourceShards,
      Long sourceKeys,
      Long sourceBytes) {
    this(
        sourceTopology,
        targetTopology,
        mode,
        fence,
        lock,
        sourceVersion,
        targetVersion,
        sourceRole,
        targetRole,
        sourceRunId,
        targetRunId,
        sourceShards,
        sourceKeys,
        sourceBytes,
        null,
        null,
        null);
  }

  /** These facts, and the earlier ones where there are none. */
  public Resolved over(Resolved earlier) {
    if (earlier == null) {
      return this;
    }
    return new Resolved(
        Defaults.or(sourceTopology, earlier.sourceTopology),
        Defaults.or(targetTopology, earlier.targetTopology),
        Defaults.or(mode, earlier.mode),
        Defaults.or(fence, earlier.fence),
        Defaults.or(lock, earlier.lock),
        Defaults.or(sourceVersion, earlier.sourceVersion),
        Defaults.or(targetVersion, earlier.targetVersion),
        Defaults.or(sourceRole, earlier.sourceRole),
        Defaults.or(targetRole, earlier.targetRole),
        Defaults.or(sourceRunId, earlier.sourceRunId),
        Defaults.or(targetRunId, earlier.targetRunId),
        sourceShards.isEmpty() ? earlier.sourceShards : sourceShards,
        Defaults.or(sourceKeys, earlier.sourceKeys),
        Defaults.or(sourceBytes, earlier.sourceBytes),
        sourceAddresses.isEmpty() ? earlier.sourceAddresses : sourceAddresses,
        targetAddresses.isEmpty() ? earlier.targetAddresses : targetAddresses,
        flushable);
  }
}
