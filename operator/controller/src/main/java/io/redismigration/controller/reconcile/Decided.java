package io.redismigration.controller.reconcile;

import io.redismigration.controller.pod.PodAction;
import io.redismigration.migration.plan.Action;
import java.time.Instant;
import java.util.List;

/**
 * What to store, and then to do.
 *
 * @param actions the planner's
 * @param pods what the tasks' pods need
 * @param wakeAt look again then; null: only when something changes
 */
record Decided(Memory memory, List<Action> actions, List<PodAction> pods, Instant wakeAt) {

  /** The spec makes no sense: say so, and leave everything as it is. */
  static Decided invalid(Memory memory, String problem, Instant now) {
    return new Decided(
        memory.troubled(StatusView.INVALID_SPEC, problem, now), List.of(), List.of(), null);
  }

  Decided with(Memory other) {
    return new Decided(other, actions, pods, wakeAt);
  }
}
