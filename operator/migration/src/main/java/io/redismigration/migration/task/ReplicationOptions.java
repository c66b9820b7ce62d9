package io.redismigration.migration.task;

import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.OnFullResync;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.migration.model.ReplicationMode;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.ThrottleSpec;
import io.redismigration.migration.model.VerificationSpec;
import java.time.Instant;
import java.util.List;

/**
 * How a shard is replicated. {@code throttle}, {@code verification}, {@code onFullResync}, the
 * rounds and {@code suspended} may change while the task runs.
 *
 * @param flush what may be removed from the target together with the claim, as the user has
 *     confirmed it; only ever in an order to prepare. Null: nothing
 * @param lock for a Preflight as the user asked; else what became of it, Acl or DetectOnly
 * @param plannedFence the fence the user asked for; Preflight finds out whether it can be had
 * @param plannedSourceAfter how the user wants the source left behind
 * @param spoolBytes limit of the spool on disk
 * @param verificationRound rises when the user asks for a fresh pass
 * @param repairRound rises when the user asks for differing keys to be copied again
 * @param suspended apply nothing; the link goes on reading
 * @param plannedUntil the last moment the plan names, of a start or of a cutover; null: it names
 *     none. Preflight looks whether certificates last that long
 * @param trial a trial of the cutover; null: none is asked for
 * @param foreignWriters who else was seen to write to the target before this worker began, since it
 *     was claimed: what the target holds may be theirs
 * @param lockMayFail whether a target that cannot be locked after all is watched instead: the
 *     choice was left to us
 */
public record ReplicationOptions(
    ReplicationMode mode,
    ParametersSpec parameters,
    ExistingData existingData,
    FlushOrder flush,
    LockMode lock,
    FenceKind plannedFence,
    SourceAfter plannedSourceAfter,
    long spoolBytes,
    OnFullResync onFullResync,
    ThrottleSpec throttle,
    VerificationSpec verification,
    int verificationRound,
    int repairRound,
    boolean suspended,
    Instant plannedUntil,
    TrialOrder trial,
    List<String> foreignWriters,
    boolean lockMayFail) {

  public ReplicationOptions {
    foreignWriters = foreignWriters == null ? List.of() : List.copyOf(foreignWriters);
  }

  /** A plan that names no time, and no trial. */
  public ReplicationOptions(
      ReplicationMode mode,
      ParametersSpec parameters,
      ExistingData existingData,
      FlushOrder flush,
      LockMode lock,
      FenceKind plannedFence,
      SourceAfter plannedSourceAfter,
      long spoolBytes,
      OnFullResync onFullResync,
      ThrottleSpec throttle,
      VerificationSpec verification,
      int verificationRound,
      int repairRound,
      boolean suspended) {
    this(
        mode,
        parameters,
        existingData,
        flush,
        lock,
        plannedFence,
        plannedSourceAfter,
        spoolBytes,
        onFullResync,
        throttle,
        verification,
        verificationRound,
        repairRound,
        suspended,
        null,
        null,
        null,
        false);
  }
}
