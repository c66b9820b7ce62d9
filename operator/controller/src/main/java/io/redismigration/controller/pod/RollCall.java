package io.redismigration.controller.pod;

import io.redismigration.controller.pod.Finding.Trouble;
import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.time.Instant;

/**
 * Who is there, before the planner is asked. A pod that is gone before its worker had ended costs
 * an epoch, and so does a container that started anew: whatever the earlier one may still do, the
 * target refuses it.
 */
public final class RollCall {
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final RestartPolicy policy;

  public RollCall(RestartPolicy policy) {
    this.policy = policy;
  }

  /** What is to be told of one task. */
  public Finding of(TaskSeen seen, PodMemory memory, Instant now) {
    if (seen.ended()) {
      return new Finding(new Task(seen.order(), seen.report()), memory, false, null, null);
    }
    if (policy.exhausted(memory, seen.order().epoch())) {
      return givenUp(seen, memory, now);
    }
    if (mustTakeOver(seen, memory)) {
      return lost(seen, memory, now);
    }
    Trouble trouble = trouble(seen, memory, now);
    if (trouble != null && outOfPatience(seen, now)) {
      return failed(seen, memory, trouble, now);
    }
    return new Finding(
        new Task(seen.order(), told(seen, trouble)), memory, false, trouble, wake(seen, memory));
  }

  /** The worker of this very epoch is no more. */
  private static boolean mustTakeOver(TaskSeen seen, PodMemory memory) {
    if (!seen.upToDate()) {
      return false;
    }
    boolean restarted = seen.needsEpoch() && seen.report().epoch() >= seen.order().epoch();
    boolean over = !seen.pod().mayWork() && seen.refusal() == null;
    return restarted || (over && memory.epoch() >= seen.order().epoch());
  }

  private Finding lost(TaskSeen seen, PodMemory memory, Instant now) {
    Trouble trouble = loss(seen);
    PodMemory next = memory.lost(trouble.fault(), policy, now);
    if (policy.exhausted(next, seen.order().epoch())) {
      return givenUp(seen, next, now);
    }
    return new Finding(
        new Task(seen.order(), withoutWorker(seen.report(), trouble.toString())),
        next,
        true,
        trouble,
        policy.next(next));
  }

  private static Trouble loss(TaskSeen seen) {
    if (seen.pod() instanceof PodVerdict.Lost lost) {
      return new Trouble(lost.fault(), "pod %s: %s".formatted(lost.pod(), lost.message()));
    }
    if (seen.pod() instanceof PodVerdict.Ended ended) {
      return new Trouble(
          PodFault.WORKER_EXITED, "pod %s ended before its work".formatted(ended.pod()));
    }
    if (seen.pod() instanceof PodVerdict.Waiting waiting) {
      return new Trouble(waiting.fault(), "pod %s: %s".formatted(waiting.pod(), waiting.message()));
    }
    return seen.pod() instanceof PodVerdict.Gone
        ? new Trouble(PodFault.POD_GONE, "the pod of %s is gone".formatted(seen.order().name()))
        : new Trouble(
            PodFault.WORKER_EXITED,
            "the worker of %s was started anew".formatted(seen.order().name()));
  }

  private Trouble trouble(TaskSeen seen, PodMemory memory, Instant now) {
    if (seen.refusal() != null && !seen.pod().mayWork()) {
      return new Trouble(seen.refusal().fault(), seen.refusal().message());
    }
    if (seen.pod() instanceof PodVerdict.Waiting waiting) {
      return new Trouble(waiting.fault(), "pod %s: %s".formatted(waiting.pod(), waiting.message()));
    }
    if (seen.pod() instanceof PodVerdict.Leaving leaving && leaving.overdue()) {
      return new Trouble(
          PodFault.NODE_LOST, "pod %s does not go: its node is lost".formatted(leaving.pod()));
    }
    if (seen.pod() instanceof PodVerdict.Running running && silent(seen.report(), now)) {
      return new Trouble(
          PodFault.WORKER_SILENT,
          "pod %s has not reported since %s".formatted(running.pod(), seen.report().heartbeat()));
    }
    if (!seen.pod().mayWork() && policy.next(memory).isAfter(now)) {
      return new Trouble(
          PodFault.CRASH_LOOP,
          "lost %d workers of %s in a row, the last by %s; the next starts at %s"
              .formatted(
                  memory.losses(), seen.order().name(), memory.reason(), policy.next(memory)));
    }
    return null;
  }

  private static boolean silent(TaskStatus report, Instant now) {
    return report.heartbeat() != null && report.heartbeat().plus(SILENCE).isBefore(now);
  }

  /** Only a preflight fails for want of a pod: what has begun something goes on waiting. */
  private boolean outOfPatience(TaskSeen seen, Instant now) {
    Instant since =
        seen.refusal() != null
            ? seen.refusal().since()
            : seen.pod() instanceof PodVerdict.Waiting waiting ? waiting.since() : now;
    return seen.order().type() == TaskType.PREFLIGHT && since.plus(policy.patience()).isBefore(now);
  }

  private Instant wake(TaskSeen seen, PodMemory memory) {
    if (seen.pod().mayWork()) {
      return null;
    }
    return seen.refusal() != null ? policy.next(seen.refusal()) : policy.next(memory);
  }

  private Finding givenUp(TaskSeen seen, PodMemory memory, Instant now) {
    return failed(
        seen,
        memory,
        new Trouble(
            PodFault.CRASH_LOOP,
            "lost %d workers of %s in a row, the last by %s"
                .formatted(memory.losses(), seen.order().name(), memory.reason())),
        now);
  }

  private static Finding failed(TaskSeen seen, PodMemory memory, Trouble trouble, Instant now) {
    TaskStatus last = seen.report();
    Failure failure =
        new Failure(trouble.fault().reason(), trouble.message(), trouble.fault().remedy(), true);
    Instant heard = last.heartbeat() == null ? now : last.heartbeat();
    // What it said of a cutover does not count: it may have committed since, and said no more.
    TaskStatus report =
        report(
            last, TaskState.FAILED, heard, trouble.toString(), failure, seen.order().epoch(), null);
    if (seen.order().type() == TaskType.PREFLIGHT) {
      report = report.withChecks(Admission.refused(last.checks(), trouble));
    }
    return new Finding(new Task(seen.order(), report), memory, false, trouble, null);
  }

  /** What counts of a report: nothing of an earlier epoch's worker but what it knew. */
  private static TaskStatus told(TaskSeen seen, Trouble trouble) {
    TaskStatus report = seen.report();
    if (report.epoch() < seen.order().epoch() || (seen.needsEpoch() && !seen.upToDate())) {
      return withoutWorker(report, trouble == null ? "starting the worker" : trouble.toString());
    }
    return trouble == null
        ? report
        : report(
            report,
            report.state(),
            report.heartbeat(),
            trouble.toString(),
            report.failure(),
            report.epoch(),
            report.cutover());
  }

  private static TaskStatus withoutWorker(TaskStatus last, String message) {
    return new TaskStatus(
        TaskState.PENDING,
        last.epoch(),
        null,
        message,
        null,
        last.checks(),
        last.resolved(),
        last.guarantees(),
        last.ledger(),
        last.progress(),
        last.keys(),
        last.verification(),
        null,
        last.fullSyncEnded(),
        false,
        last.switched());
  }

  private static TaskStatus report(
      TaskStatus last,
      TaskState state,
      Instant heartbeat,
      String message,
      Failure failure,
      long epoch,
      CutoverProgress answer) {
    return new TaskStatus(
        state,
        epoch,
        heartbeat,
        message,
        failure,
        last.checks(),
        last.resolved(),
        last.guarantees(),
        last.ledger(),
        last.progress(),
        last.keys(),
        last.verification(),
        answer,
        last.fullSyncEnded(),
        last.lostCatchUp(),
        last.switched());
  }
}
