package io.redismigration.cli.run;

import io.redismigration.cli.state.StoredRun;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.RunFacts;
import io.redismigration.migration.task.ResumePoint;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskStatus;
import java.util.List;

/**
 * Continues what an earlier process left: every worker it had is gone, so each unfinished task gets
 * a new one, with a higher epoch (an earlier worker that still writes is shut out), its ledger, and
 * the last offset known to be in the target (a target that lost it is noticed).
 */
final class Resumption {
  private Resumption() {}

  /** The same run as its next process begins it. */
  static StoredRun of(StoredRun stored) {
    boolean anyLeft = stored.tasks().stream().anyMatch(task -> !task.status().state().ended());
    if (!anyLeft) {
      return stored;
    }
    long epoch = stored.migration().status().run().epoch() + 1;
    List<Task> tasks = stored.tasks().stream().map(task -> resumed(task, epoch)).toList();
    return new StoredRun(
        stored.version(),
        stored.savedAt(),
        withEpoch(stored.migration(), epoch),
        tasks,
        stored.timeline(),
        stored.lagAtCutover());
  }

  private static Task resumed(Task task, long epoch) {
    if (task.status().state().ended()) {
      return task;
    }
    TaskSpec order = task.spec();
    TaskStatus last = task.status();
    return new Task(
        new TaskSpec(
            order.name(),
            order.type(),
            order.shard(),
            order.runId(),
            order.attempt(),
            epoch,
            order.desired(),
            order.source(),
            order.target(),
            order.owner(),
            order.keepClaim(),
            order.replication(),
            order.cutover(),
            last.ledger().isEmpty() ? order.ledger() : last.ledger(),
            resumePoint(order, last)),
        last);
  }

  private static ResumePoint resumePoint(TaskSpec order, TaskStatus last) {
    boolean confirmed =
        last.progress() != null
            && last.progress().replicationId() != null
            && last.progress().confirmedOffset() > 0;
    return confirmed
        ? new ResumePoint(last.progress().replicationId(), last.progress().confirmedOffset())
        : order.resume();
  }

  private static Migration withEpoch(Migration migration, long epoch) {
    MigrationStatus status = migration.status();
    RunFacts run = status.run();
    return migration.with(
        new MigrationStatus(
            status.observedGeneration(),
            status.phase(),
            status.message(),
            status.failure(),
            status.conditions(),
            status.checks(),
            status.parameters(),
            status.resolved(),
            status.progress(),
            status.shards(),
            status.keys(),
            status.verification(),
            status.cutover(),
            status.guarantees(),
            status.allowedActions(),
            status.tasks(),
            status.latches(),
            new RunFacts(run.attempt(), epoch, run.validation(), run.verification(), run.repair()),
            status.observed(),
            status.times()));
  }
}
