package io.redismigration.controller.pod;

import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskType;
import java.time.Instant;
import java.util.List;

/**
 * What a task's pod needs, once the planner has said what the task is: at most one may work, and
 * the next comes only when the last is over.
 *
 * @param memory to be stored before the actions are done
 */
public record PodOrders(PodMemory memory, List<PodAction> actions) {

  /**
   * For a task that is to be worked on.
   *
   * @param seen the task as it was; null: it is new
   */
  public static PodOrders of(
      TaskSpec order, TaskSeen seen, PodMemory memory, RestartPolicy policy, Instant now) {
    PodVerdict pod = seen == null ? new PodVerdict.Gone() : seen.pod();
    if (pod instanceof PodVerdict.Leaving leaving) {
      return new PodOrders(
          memory,
          leaving.overdue() && fencedByEpoch(order.type())
              ? List.of(new PodAction.Remove(leaving.pod(), true))
              : List.of());
    }
    if (pod.mayWork()) {
      return new PodOrders(
          memory.working(order.epoch()),
          lacksSecret(order, seen) ? List.of(new PodAction.Remove(name(pod), false)) : List.of());
    }
    boolean over = seen != null && seen.ended();
    if (over || policy.exhausted(memory, order.epoch()) || policy.next(memory).isAfter(now)) {
      return new PodOrders(memory, List.of());
    }
    if (memory.epoch() < order.epoch()) {
      return create(order, memory);
    }
    boolean refused = seen != null && seen.refusal() != null;
    return refused && !policy.next(seen.refusal()).isAfter(now)
        ? create(order, memory)
        : new PodOrders(memory, List.of());
  }

  /** Mounts are fixed with the pod: another Secret needs another pod. Never in a cutover. */
  private static boolean lacksSecret(TaskSpec order, TaskSeen seen) {
    return order.cutover() == null && !seen.mounted().containsAll(SecretNames.of(order));
  }

  /** For a task that is done with: its pod is asked to go. */
  public static List<PodAction> release(PodVerdict pod, TaskType type) {
    if (pod instanceof PodVerdict.Leaving leaving) {
      return leaving.overdue() && fencedByEpoch(type)
          ? List.of(new PodAction.Remove(leaving.pod(), true))
          : List.of();
    }
    return name(pod) == null ? List.of() : List.of(new PodAction.Remove(name(pod), false));
  }

  /**
   * A worker that lives on unseen can do no harm: the target refuses its epoch, or it only reads.
   */
  static boolean fencedByEpoch(TaskType type) {
    return switch (type) {
      case PREFLIGHT, REPLICATE, VERIFY, RESTORE -> true;
      case SWITCH -> false;
    };
  }

  private static PodOrders create(TaskSpec order, PodMemory memory) {
    return new PodOrders(memory.working(order.epoch()), List.of(new PodAction.Create(order)));
  }

  private static String name(PodVerdict pod) {
    if (pod instanceof PodVerdict.Starting starting) {
      return starting.pod();
    } else if (pod instanceof PodVerdict.Waiting waiting) {
      return waiting.pod();
    } else if (pod instanceof PodVerdict.Running running) {
      return running.pod();
    } else if (pod instanceof PodVerdict.Ended ended) {
      return ended.pod();
    } else if (pod instanceof PodVerdict.Lost lost) {
      return lost.pod();
    }
    return null;
  }
}
