package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.Author;
import io.redismigration.migration.model.Condition;
import io.redismigration.migration.model.ConditionType;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.StartSpec;
import io.redismigration.migration.model.Truth;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A driver without servers: stores the status, does the actions, and writes the workers' reports.
 */
final class Story {
  /** In a text; by itself such a name says in which field somebody asked. */
  private static final String FIELDS_TO_ASK_BY =
      " spec\\.(requests|suspend|cancel|cutover\\.confirm|target\\.flushConfirm)";

  private final Planner planner;
  private final boolean inCluster;
  private final Map<String, Task> tasks = new TreeMap<>();
  private final List<Action.RecordEvent> events = new ArrayList<>();
  private final Map<String, Author> authors = new TreeMap<>();
  private Migration migration;
  private Given given;
  private Instant now = Instant.parse("2030-01-01T00:00:00Z");
  private Instant wakeAt;
  private boolean tasksStay;

  Story(Given given) {
    this(given, PlannerSettings.onOneMachine());
  }

  Story(Given given, PlannerSettings settings) {
    this.planner = new Planner(settings);
    this.inCluster = settings.switchesClients();
    this.given = given;
    this.migration =
        new Migration("orders", "uid-1", 1, false, given.spec(), MigrationStatus.initial());
    settle();
  }

  private Story(Story other) {
    this.planner = other.planner;
    this.inCluster = other.inCluster;
    this.tasks.putAll(other.tasks);
    this.events.addAll(other.events);
    this.authors.putAll(other.authors);
    this.migration = other.migration;
    this.given = other.given;
    this.now = other.now;
    this.wakeAt = other.wakeAt;
    this.tasksStay = other.tasksStay;
  }

  /** A story with the same past and a future of its own. */
  Story fork() {
    return new Story(this);
  }

  /** Plans and performs until nothing is left to do. */
  Story settle() {
    for (int round = 0; round < 10; round++) {
      Plan plan = planner.plan(migration, List.copyOf(tasks.values()), now);
      migration = migration.with(plan.status());
      wakeAt = plan.wakeAt();
      plan.actions().forEach(this::perform);
      assertThat(plan.toString())
          .as("texts name what users have where they read them")
          .doesNotContainPattern(inCluster ? "redis-migration [a-z]" : FIELDS_TO_ASK_BY);
      if (plan.actions().stream().allMatch(this::isInVain)) {
        assertThat(again().status()).as("nothing happened, nothing changes").isEqualTo(status());
        return this;
      }
    }
    throw new AssertionError("the planner finds no rest in " + phase());
  }

  /** Workers that were asked to go do not for now, so their tasks stay. */
  Story tasksStay(boolean value) {
    tasksStay = value;
    return settle();
  }

  private boolean isInVain(Action action) {
    return tasksStay && action instanceof Action.DeleteTask;
  }

  private void perform(Action action) {
    if (isInVain(action)) {
      return;
    }
    if (action instanceof Action.CreateTask create) {
      assertThat(tasks.put(create.spec().name(), new Task(create.spec(), null))).isNull();
    } else if (action instanceof Action.UpdateTask update) {
      assertThat(update.name()).isEqualTo(update.spec().name());
      tasks.compute(update.name(), (name, task) -> new Task(update.spec(), task.status()));
    } else if (action instanceof Action.DeleteTask delete) {
      assertThat(tasks.remove(delete.name())).isNotNull();
    } else if (action instanceof Action.RecordEvent event) {
      events.add(event);
    }
  }

  /** A story that has come to that phase by the shortest way. */
  static Story in(Phase phase) {
    Story story = new Story(Given.plain().start(StartSpec.Mode.MANUAL, null));
    return switch (phase) {
      case PENDING -> throw new IllegalArgumentException("left as soon as it is seen");
      case FAILED ->
          story
              .until(Phase.FULL_SYNC)
              .report(
                  TaskType.REPLICATE,
                  Report.of(TaskState.FAILED)
                      .failure("SourceLost", true)
                      .ledger(Report.parameter(LedgerEntry.State.RESTORED)));
      case CANCELLING ->
          story.until(Phase.FULL_SYNC).edit(story.given().cancel()).expect(Phase.CANCELLING);
      case CANCELLED -> in(Phase.CANCELLING).until(Phase.CANCELLED);
      default -> story.until(phase);
    };
  }

  /** What the planner says if it is asked once more with nothing changed. */
  Plan again() {
    return planner.plan(migration, List.copyOf(tasks.values()), now);
  }

  Story edit(Given next) {
    given = next;
    migration =
        new Migration(
            migration.name(),
            migration.uid(),
            migration.generation() + 1,
            migration.deleting(),
            next.spec(),
            migration.status(),
            authors);
    return settle();
  }

  /** From the next edit on, that field was written by them just now. */
  Story writtenBy(String name, String field) {
    authors.put(field, new Author(name, now));
    return this;
  }

  Story delete() {
    migration =
        new Migration(
            migration.name(),
            migration.uid(),
            migration.generation() + 1,
            true,
            migration.spec(),
            migration.status());
    return settle();
  }

  /** Every worker of that type reports so. */
  Story report(TaskType type, Report report) {
    tasks.replaceAll(
        (name, task) ->
            task.spec().type() == type
                ? new Task(task.spec(), report.at(task.spec().shard(), task.spec().epoch(), now))
                : task);
    return settle();
  }

  Story reportShard(String shard, Report report) {
    tasks.replaceAll(
        (name, task) ->
            task.spec().type() == TaskType.REPLICATE && task.spec().shard().equals(shard)
                ? new Task(task.spec(), report.at(shard, task.spec().epoch(), now))
                : task);
    return settle();
  }

  Story replicate(TaskState state) {
    return report(TaskType.REPLICATE, Report.of(state));
  }

  /** The same, as an answer to the present cutover order. */
  Story answer(TaskState state) {
    return report(TaskType.REPLICATE, Report.of(state).answering(order().cutover().token()));
  }

  /** All reports are lost and the workers start anew, as after a restart of the driver. */
  Story restarted() {
    migration = migration.with(migration.status().withNextEpoch());
    tasks.replaceAll((name, task) -> new Task(task.spec(), TaskStatus.none()));
    return settle();
  }

  /** The pod of the switchover's worker is gone. */
  Story switchWorkerLost() {
    migration = migration.with(migration.status().withNextSwitchEpoch());
    return settle();
  }

  Story after(Duration time) {
    now = now.plus(time);
    return settle();
  }

  Story validated() {
    return report(TaskType.PREFLIGHT, Report.of(TaskState.SUCCEEDED));
  }

  Story until(Phase phase) {
    for (int step = 0; step < 12 && phase() != phase; step++) {
      switch (phase()) {
        case VALIDATING -> validated();
        case AWAITING_START -> edit(given.request(Request.START, "go " + status().run().attempt()));
        case PREPARING -> {
          validated();
          replicate(TaskState.PREPARED);
        }
        case FULL_SYNC -> replicate(TaskState.STREAMING);
        case STREAMING -> edit(given.confirming(token()));
        case CUTTING_OVER -> cutOver();
        case CANCELLING ->
            replicate(TaskState.STOPPED).report(TaskType.RESTORE, Report.of(TaskState.SUCCEEDED));
        default -> throw new AssertionError("no way from %s to %s".formatted(phase(), phase));
      }
    }
    return expect(phase);
  }

  private void cutOver() {
    answer(TaskState.ARMED);
    answer(TaskState.COMMITTED);
    answer(TaskState.DETACHED);
  }

  Story expect(Phase phase) {
    assertThat(phase()).as("%s", status().message()).isEqualTo(phase);
    return this;
  }

  Story expectCondition(ConditionType type, Truth truth, String reason) {
    Condition condition = status().condition(type);
    assertThat(condition.status()).as("%s", condition).isEqualTo(truth);
    assertThat(condition.reason()).isEqualTo(reason);
    return this;
  }

  Story expectDesired(DesiredState desired) {
    assertThat(orders()).isNotEmpty().allMatch(order -> order.desired() == desired);
    return this;
  }

  Story expectNoTasks() {
    assertThat(tasks).isEmpty();
    return this;
  }

  /** The only task's order. */
  TaskSpec order() {
    assertThat(tasks).isNotEmpty();
    return orders().get(0);
  }

  List<TaskSpec> orders() {
    return tasks.values().stream().map(Task::spec).toList();
  }

  Given given() {
    return given;
  }

  Migration migration() {
    return migration;
  }

  Phase phase() {
    return status().phase();
  }

  MigrationStatus status() {
    return migration.status();
  }

  String token() {
    return status().cutover().token();
  }

  Instant now() {
    return now;
  }

  Instant wakeAt() {
    return wakeAt;
  }

  /** Texts of the events with that reason. */
  List<String> events(String reason) {
    return events.stream()
        .filter(event -> event.reason().equals(reason))
        .map(Action.RecordEvent::message)
        .toList();
  }

  List<String> eventReasons() {
    return events.stream().map(Action.RecordEvent::reason).toList();
  }
}
