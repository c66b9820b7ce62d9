package io.redismigration.controller.reconcile;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.redismigration.api.v1alpha1.RedisMigrationStatus;
import io.redismigration.manifest.PlannerJson;
import io.redismigration.manifest.StatusMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The status object: what people read, and the memory beside it. Adds the one condition the planner
 * does not know, {@code WorkersReady}.
 */
final class StatusView {
  static final String WORKERS_READY = "WorkersReady";
  static final String INVALID_SPEC = "InvalidSpec";
  private static final int LONGEST_MESSAGE = 1024;

  private final StatusMapper mapper = new StatusMapper();
  private final MemoryJson memories;

  StatusView(PlannerJson json) {
    this.memories = new MemoryJson(json);
  }

  Memory memory(RedisMigrationStatus status) {
    return status == null ? Memory.initial() : memories.read(status.memory());
  }

  RedisMigrationStatus of(Memory memory, long generation) {
    RedisMigrationStatus view = mapper.view(memory.state());
    Memory.Trouble trouble = memory.trouble();
    boolean invalid = trouble != null && trouble.reason().equals(INVALID_SPEC);
    List<Condition> conditions = new ArrayList<>();
    if (view.conditions() != null) {
      conditions.addAll(view.conditions());
    }
    if (invalid) {
      conditions.removeIf(
          found -> List.of("Ready", "Reconciling", "Stalled").contains(found.getType()));
      conditions.add(condition("Ready", "False", trouble, generation));
      conditions.add(condition("Reconciling", "False", trouble, generation));
      conditions.add(condition("Stalled", "True", trouble, generation));
    }
    conditions.add(workers(invalid ? null : trouble, memory, generation));
    return new RedisMigrationStatus(
        invalid ? Long.valueOf(generation) : view.observedGeneration(),
        view.phase(),
        invalid ? cut(trouble.message()) : view.message(),
        conditions,
        view.checks(),
        view.parameters(),
        view.resolved(),
        view.progress(),
        view.shards(),
        view.keys(),
        view.verification(),
        view.cutover(),
        view.guarantees(),
        view.allowedActions(),
        view.tasks(),
        view.requests(),
        view.flushToken(),
        view.startedAt(),
        view.finishedAt(),
        memories.write(memory));
  }

  private static Condition workers(Memory.Trouble trouble, Memory memory, long generation) {
    if (trouble != null) {
      return condition(WORKERS_READY, "False", trouble, generation);
    }
    Instant since = memory.state().times().firstSeen();
    return new ConditionBuilder()
        .withType(WORKERS_READY)
        .withStatus("True")
        .withReason(memory.pods().isEmpty() ? "NoneNeeded" : "NothingWrong")
        .withMessage("")
        .withLastTransitionTime(String.valueOf(since == null ? Instant.EPOCH : since))
        .withObservedGeneration(generation)
        .build();
  }

  private static Condition condition(
      String type, String status, Memory.Trouble trouble, long generation) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus(status)
        .withReason(trouble.reason())
        .withMessage(cut(trouble.message()))
        .withLastTransitionTime(trouble.since().toString())
        .withObservedGeneration(generation)
        .build();
  }

  private static String cut(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE - 1) + "…";
  }
}
