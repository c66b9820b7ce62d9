package io.redismigration.controller.reconcile;

import io.redismigration.controller.pod.PodMemory;
import io.redismigration.migration.model.MigrationStatus;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that is remembered of a migration, stored in its status.
 *
 * @param pods by task
 * @param trouble what is wrong beside what the planner knows; null: nothing
 * @param reported the end that the report tells of; null: none is written
 */
record Memory(
    MigrationStatus state, Map<String, PodMemory> pods, Trouble trouble, Instant reported) {

  /**
   * What is wrong, and since when.
   *
   * @param reason CamelCase word
   */
  record Trouble(String reason, String message, Instant since) {}

  Memory {
    state = state == null ? MigrationStatus.initial() : state;
    pods = pods == null ? Map.of() : Map.copyOf(new TreeMap<>(pods));
  }

  static Memory initial() {
    return new Memory(null, null, null, null);
  }

  PodMemory pod(String task) {
    return pods.getOrDefault(task, PodMemory.none());
  }

  /** With that wrong; the time is kept while the reason stays. */
  Memory troubled(String reason, String message, Instant now) {
    if (reason == null) {
      return new Memory(state, pods, null, reported);
    }
    Instant since = trouble != null && trouble.reason().equals(reason) ? trouble.since() : now;
    return new Memory(state, pods, new Trouble(reason, message, since), reported);
  }

  /** With that end on record in the report. */
  Memory reported(Instant end) {
    return new Memory(state, pods, trouble, end);
  }
}
