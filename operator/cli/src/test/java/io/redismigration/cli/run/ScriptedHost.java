package io.redismigration.cli.run;

import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.worker.TaskHost;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Workers that report what the test wrote down, one step at each wait. */
final class ScriptedHost implements TaskHost {
  final List<String> calls = new ArrayList<>();
  final List<TaskSpec> applied = new ArrayList<>();
  private final Map<String, TaskStatus> reports = new LinkedHashMap<>();
  private final Deque<Runnable> steps = new ArrayDeque<>();
  private final Runnable beforeAct;

  /**
   * Calls back before each order is taken, when everything the driver wanted kept must have been
   * kept.
   */
  ScriptedHost(Runnable beforeAct) {
    this.beforeAct = beforeAct;
  }

  ScriptedHost then(Runnable step) {
    steps.add(step);
    return this;
  }

  void report(String name, TaskStatus status) {
    reports.put(name, status);
  }

  @Override
  public void apply(TaskSpec spec) {
    beforeAct.run();
    calls.add("apply " + spec.name());
    applied.add(spec);
    reports.putIfAbsent(spec.name(), TaskStatus.none());
  }

  @Override
  public void delete(String name) {
    beforeAct.run();
    calls.add("delete " + name);
    reports.remove(name);
  }

  @Override
  public Map<String, TaskStatus> statuses() {
    return Map.copyOf(reports);
  }

  @Override
  public boolean awaitChange(Duration atMost) {
    if (steps.isEmpty()) {
      throw new AssertionError("the driver waits and nothing more is going to happen");
    }
    steps.remove().run();
    return true;
  }

  @Override
  public void close() {
    calls.add("close");
  }
}
