package io.redismigration.migration.model;

/**
 * What every Auto became and what was found. Any component is null until known.
 *
 * @param mode Commands or Relay
 * @param fence the fence that would be used
 * @param sourceVersion family and version, for example {@code Redis 2.8.19}
 * @param sourceRunId the server's run id
 * @param sourceKeys keys in all databases when validated
 * @param sourceBytes memory the source's data uses, in bytes
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
    Long sourceKeys,
    Long sourceBytes) {}
