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
 * @param replicas connected ones, ours left out
 * @param migrationLabels labels of other runs' links among its replicas
 * @param configReadable whether the next three could be read
 * @param outputBuffer limit of the replica class; null: not readable
 * @param backlogSize bytes; null: not readable
 * @param replTimeoutSeconds null: not readable
 * @param configWritable CONFIG SET is permitted
 * @param pausePermitted CLIENT PAUSE and UNPAUSE are permitted
 * @param scriptCalls EVAL, EVALSHA and FCALL calls since the statistics began
 * @param functions loaded functions
 * @param moduleKeys some keys of module types that were seen in a sample, each with its type;
 *     looked for only where the target lacks a module
 * @param diskless {@code repl-diskless-sync yes}
 * @param snapshotEstimate expected size of the RDB in bytes
 * @param writeBytesPerSecond growth of the replication offset; null: no backlog to measure it by
 * @param largestString bytes of the largest string found in a sample; null: not sampled
 * @param checkpointKeyUsed it holds data under the name of our checkpoint
 */
public record SourceFacts(
    ServerFacts server,
    Sync sync,
    boolean backgroundSaveFailed,
    boolean backgroundSaveRunning,
    int replicas,
    List<String> migrationLabels,
    boolean configReadable,
    OutputBufferLimit outputBuffer,
    Long backlogSize,
    Integer replTimeoutSeconds,
    boolean configWritable,
    boolean pausePermitted,
    long scriptCalls,
    int functions,
    List<String> moduleKeys,
    boolean diskless,
    long snapshotEstimate,
    Long writeBytesPerSecond,
    Long largestString,
    boolean checkpointKeyUsed) {
  /** Which full sync a source permits. */
  public enum Sync {
    PSYNC,
    /** Only the old command: no partial resync. */
    SYNC,
    REFUSED
  }

  /** The same, with what was found of modules' keys. */
  public SourceFacts withModuleKeys(List<String> seen) {
    return new SourceFacts(
        server,
        sync,
        backgroundSaveFailed,
        backgroundSaveRunning,
        replicas,
        migrationLabels,
        configReadable,
        outputBuffer,
        backlogSize,
        replTimeoutSeconds,
        configWritable,
        pausePermitted,
        scriptCalls,
        functions,
        List.copyOf(seen),
        diskless,
        snapshotEstimate,
        writeBytesPerSecond,
        largestString,
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
