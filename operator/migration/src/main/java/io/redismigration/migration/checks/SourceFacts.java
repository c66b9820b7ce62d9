package io.redismigration.migration.checks;

import io.redismigration.migration.cutover.FenceFacts;
import io.redismigration.migration.model.OutputBufferLimit;
import java.util.List;

/**
 * What is particular to a source.
 *
 * @param sync which full sync it permits
 * @param backgroundSaveFailed {@code rdb_last_bgsave_status:err}
 * @param backgroundSaveRunning a save or an append-only rewrite runs now
 * @param migrationLabels labels of other runs' links among its replicas
 * @param configReadable whether the next three could be read
 * @param outputBuffer limit of the replica class; null: not readable
 * @param backlogSize bytes; null: not readable
 * @param replTimeoutSeconds null: not readable
 * @param configWritable CONFIG SET is permitted
 * @param pausePermitted CLIENT PAUSE and UNPAUSE are permitted
 * @param snapshotEstimate expected size of the RDB in bytes
 * @param writeBytesPerSecond growth of the replication offset; null: no backlog to measure it by
 * @param sample what some of its keys showed
 * @param writeCommands commands that write, among those it was ever sent
 * @param checkpointKeyUsed it holds data under the name of our checkpoint
 */
public record SourceFacts(
    ServerFacts server,
    Sync sync,
    boolean backgroundSaveFailed,
    boolean backgroundSaveRunning,
    ReplicationFacts replication,
    List<String> migrationLabels,
    boolean configReadable,
    OutputBufferLimit outputBuffer,
    Long backlogSize,
    Integer replTimeoutSeconds,
    boolean configWritable,
    boolean pausePermitted,
    ScriptFacts scripts,
    ForkFacts fork,
    long snapshotEstimate,
    Long writeBytesPerSecond,
    SampleFacts sample,
    List<String> writeCommands,
    boolean checkpointKeyUsed) {
  /** Which full sync a source permits. */
  public enum Sync {
    PSYNC,
    /** Only the old command: no partial resync. */
    SYNC,
    REFUSED
  }

  /** The same, with what was found of its keys. */
  public SourceFacts with(SampleFacts seen) {
    return new SourceFacts(
        server,
        sync,
        backgroundSaveFailed,
        backgroundSaveRunning,
        replication,
        migrationLabels,
        configReadable,
        outputBuffer,
        backlogSize,
        replTimeoutSeconds,
        configWritable,
        pausePermitted,
        scripts,
        fork,
        snapshotEstimate,
        writeBytesPerSecond,
        seen,
        writeCommands,
        checkpointKeyUsed);
  }

  /**
   * What the choice of a fence looks at.
   *
   * @param scriptsRan since Preparing
   */
  public FenceFacts fence(boolean scriptsRan) {
    ServerVersion version = server.version();
    boolean scriptsObey =
        version.atLeast(7, 0)
            || version.atLeast(6, 2, 7)
            || (version.atLeast(6, 0, 17) && !version.atLeast(6, 2));
    return new FenceFacts(
        version.atLeast(6, 2), pausePermitted, configWritable, scriptsObey, scriptsRan);
  }
}
