package io.redismigration.controller.reconcile;

import io.redismigration.controller.pod.Finding;
import io.redismigration.controller.pod.PodAction;
import io.redismigration.controller.pod.PodMemory;
import io.redismigration.controller.pod.PodOrders;
import io.redismigration.controller.pod.RestartPolicy;
import io.redismigration.controller.pod.RollCall;
import io.redismigration.controller.pod.TaskSeen;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.plan.Action;
import io.redismigration.migration.plan.Plan;
import io.redismigration.migration.plan.Planner;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who is there, what the planner makes of it, and what the pods need for that. Pure. */
final class Decider {
  private final Planner planner;
  private final RestartPolicy policy;
  private final RollCall rollCall;

  Decider(Planner planner, RestartPolicy policy) {
    this.planner = planner;
    this.policy = policy;
    this.rollCall = new RollCall(policy);
  }

  /** A worker seems to be lost: worth a second look at the cluster itself before it is believed. */
  boolean takesOver(TaskSeen seen, Memory memory, Instant now) {
    return rollCall.of(seen, memory.pod(seen.order().name()), now).newEpoch();
  }

  Decided decide(Migration migration, List<TaskSeen> tasks, Memory memory, Instant now) {
    Map<String, PodMemory> pods = new TreeMap<>();
    List<Task> told = new ArrayList<>();
    Finding.Trouble trouble = null;
    boolean newEpoch = false;
    boolean newSwitchEpoch = false;
    Instant wakeAt = null;
    for (TaskSeen seen : tasks) {
      String name = seen.order().name();
      Finding finding = rollCall.of(seen, memory.pod(name), now);
      pods.put(name, finding.memory());
      told.add(finding.task());
      boolean switches = seen.order().type() == TaskType.SWITCH;
      newEpoch |= finding.newEpoch() && !switches;
      newSwitchEpoch |= finding.newEpoch() && switches;
      trouble = trouble == null ? finding.trouble() : trouble;
      wakeAt = earlier(wakeAt, finding.wakeAt(), now);
    }
    MigrationStatus before = newEpoch ? memory.state().withNextEpoch() : memory.state();
    before = newSwitchEpoch ? before.withNextSwitchEpoch() : before;
    Plan plan = planner.plan(migration.with(before), told, now);
    List<PodAction> podActions = podActions(tasks, plan, pods, now);
    pods.values().removeIf(PodMemory.none()::equals);
    Memory next =
        new Memory(plan.status(), pods, memory.trouble(), memory.reported())
            .troubled(
                trouble == null ? null : trouble.fault().reason(), String.valueOf(trouble), now);
    return new Decided(next, plan.actions(), podActions, earlier(wakeAt, plan.wakeAt(), now));
  }

  private List<PodAction> podActions(
      List<TaskSeen> tasks, Plan plan, Map<String, PodMemory> pods, Instant now) {
    Map<String, TaskSeen> seen = new LinkedHashMap<>();
    Map<String, TaskSpec> wanted = new LinkedHashMap<>();
    tasks.forEach(task -> seen.put(task.order().name(), task));
    tasks.forEach(task -> wanted.put(task.order().name(), task.order()));
    List<PodAction> actions = new ArrayList<>();
    for (Action action : plan.actions()) {
      if (action instanceof Action.CreateTask create) {
        wanted.put(create.spec().name(), create.spec());
      } else if (action instanceof Action.UpdateTask update) {
        wanted.put(update.name(), update.spec());
      } else if (action instanceof Action.DeleteTask delete) {
        wanted.remove(delete.name());
        TaskSeen task = seen.get(delete.name());
        actions.addAll(PodOrders.release(task.pod(), task.order().type()));
      }
    }
    wanted.forEach(
        (name, order) -> {
          PodMemory last = pods.getOrDefault(name, PodMemory.none());
          PodOrders orders = PodOrders.of(order, seen.get(name), last, policy, now);
          pods.put(name, orders.memory());
          actions.addAll(orders.actions());
        });
    return actions;
  }

  private static Instant earlier(Instant one, Instant other, Instant now) {
    Instant candidate = other == null || !other.isAfter(now) ? null : other;
    if (one == null || candidate == null) {
      return one == null ? candidate : one;
    }
    return one.isBefore(candidate) ? one : candidate;
  }
}
