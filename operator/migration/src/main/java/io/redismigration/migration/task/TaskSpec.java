package io.redismigration.migration.task;

import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.SwitchoverSpec;
import java.util.List;

/**
 * An order to one worker. The worker needs nothing but this and the secrets it refers to.
 *
 * <p>An order changes only as follows: {@code desired}, {@code cutover}, {@code keepClaim}, the
 * live part of {@code replication}, and the auth and tls of both sides at any time; {@code epoch},
 * with it {@code ledger} and {@code resume}, when a new worker takes over.
 *
 * @param name unique within the migration's namespace, deterministic
 * @param shard of the source; {@code 0} for the only one
 * @param runId the migration's uid; written into the target's checkpoint and the replica's label
 * @param attempt of the migration
 * @param epoch of the worker; a checkpoint with a higher one means stop
 * @param owner does what touches the whole target: claim, flush, lock, eviction policy
 * @param keepClaim with Stop: leave claim and checkpoint for a retry that resumes
 * @param cutover null: no cutover
 * @param ledger as recorded when this epoch began: for Restore what is still open, for Replicate
 *     this shard's. The original of an open entry is the true one, whatever the server has now
 * @param resume null: nothing was ever confirmed
 * @param switchover of a Switch task; else null
 */
public record TaskSpec(
    String name,
    TaskType type,
    String shard,
    String runId,
    int attempt,
    long epoch,
    DesiredState desired,
    ConnectionSpec source,
    ConnectionSpec target,
    boolean owner,
    boolean keepClaim,
    ReplicationOptions replication,
    CutoverOrder cutover,
    List<LedgerEntry> ledger,
    ResumePoint resume,
    SwitchoverSpec switchover) {

  public TaskSpec {
    ledger = ledger == null ? List.of() : List.copyOf(ledger);
  }

  /** Of another type than Switch. */
  public TaskSpec(
      String name,
      TaskType type,
      String shard,
      String runId,
      int attempt,
      long epoch,
      DesiredState desired,
      ConnectionSpec source,
      ConnectionSpec target,
      boolean owner,
      boolean keepClaim,
      ReplicationOptions replication,
      CutoverOrder cutover,
      List<LedgerEntry> ledger,
      ResumePoint resume) {
    this(
        name,
        type,
        shard,
        runId,
        attempt,
        epoch,
        desired,
        source,
        target,
        owner,
        keepClaim,
        replication,
        cutover,
        ledger,
        resume,
        null);
  }
}
