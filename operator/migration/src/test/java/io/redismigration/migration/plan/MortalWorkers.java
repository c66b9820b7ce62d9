package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.CutoverStatus.Decision;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.util.Random;

/**
 * A cutover whose workers obey but die at any moment, the target's record apart from what anybody
 * reports of it. Whatever is planned, a source is not opened once the record says committed.
 */
final class MortalWorkers {
  private static final int STEPS = 60;

  private final Random random;
  private final Story story = new Story(Given.plain()).until(Phase.STREAMING);
  private boolean onRecord;
  private long committedBy;
  private boolean foundByAnother;
  private boolean prepared = true;
  private boolean dead;
  private long alive;

  MortalWorkers(Random random) {
    this.random = random;
    story.edit(Given.plain().confirming(story.token()));
    alive = story.order().epoch();
    if (random.nextInt(4) > 0) {
      story.answer(TaskState.ARMED);
    }
  }

  Phase phase() {
    return story.phase();
  }

  boolean foundByAnother() {
    return foundByAnother;
  }

  void walk(int seed) {
    for (int step = 0; step < STEPS && story.phase() == Phase.CUTTING_OVER; step++) {
      disturb();
      if (story.phase() == Phase.CUTTING_OVER && story.order().type() == TaskType.REPLICATE) {
        work(story.order());
      }
      assertKeptClosed(seed);
    }
    for (int step = 0; step < 100 && story.phase() == Phase.CUTTING_OVER; step++) {
      story.after(Duration.ofSeconds(61));
      obey(story.order());
      assertKeptClosed(seed);
    }
    assertThat(story.phase()).as("seed %d", seed).isNotEqualTo(Phase.CUTTING_OVER);
    assertThat(story.phase() == Phase.COMPLETED).as("seed %d", seed).isEqualTo(onRecord);
  }

  private void disturb() {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> story.after(Duration.ofSeconds(random.nextInt(60)));
      case 3 -> {
        story.restarted();
        begin();
      }
      case 4 -> {
        if (random.nextInt(8) == 0) {
          story.edit(story.given().cancel());
        }
      }
      default -> {}
    }
  }

  private void begin() {
    alive = story.phase() == Phase.CUTTING_OVER ? story.order().epoch() : alive;
    dead = false;
    prepared = false;
  }

  private void work(TaskSpec order) {
    if (random.nextBoolean()) {
      obey(order);
    } else if (!dead || order.epoch() > alive) {
      die(order);
    }
  }

  private void die(TaskSpec order) {
    if (order.epoch() > alive) {
      begin();
    }
    boolean deciding = prepared && order.desired() == DesiredState.FREEZE && !onRecord;
    Report last = Report.of(TaskState.FAILED).failure("AuthenticationFailed", false);
    if (deciding && random.nextBoolean()) {
      if (random.nextBoolean()) {
        commit();
      }
      last = last.answering(order.cutover().token()).sealedAt(100);
    } else if (prepared && !onRecord) {
      last = last.answering(order.cutover().token());
    }
    dead = true;
    story.report(TaskType.REPLICATE, last);
  }

  private void commit() {
    onRecord = true;
    committedBy = alive;
  }

  private void obey(TaskSpec order) {
    if (order.type() == TaskType.RESTORE) {
      story.report(
          TaskType.RESTORE,
          Report.of(TaskState.SUCCEEDED).ledger(Report.parameter(LedgerEntry.State.RESTORED)));
      return;
    }
    if (order.epoch() > alive) {
      begin();
    } else if (dead) {
      return;
    }
    String token = order.cutover().token();
    if (onRecord) {
      foundByAnother |= alive != committedBy;
      boolean detach = order.desired() == DesiredState.DETACH;
      tell(detach ? TaskState.DETACHED : TaskState.COMMITTED, token);
      return;
    }
    if (!prepared) {
      prepared = true;
      tell(TaskState.PREPARED, token);
      return;
    }
    switch (order.desired()) {
      case RUN ->
          tell(
              order.cutover().decision() == Decision.ABORT ? TaskState.ABORTED : TaskState.ARMED,
              token);
      case FREEZE -> {
        if (random.nextInt(3) == 0) {
          tell(TaskState.ABORTED, token);
        } else {
          commit();
          tell(TaskState.COMMITTED, token);
        }
      }
      default -> throw new AssertionError(order.desired() + " without a commit");
    }
  }

  private void tell(TaskState state, String token) {
    story.report(TaskType.REPLICATE, Report.of(state).answering(token));
  }

  private void assertKeptClosed(int seed) {
    if (!onRecord) {
      return;
    }
    assertThat(story.phase()).as("seed %d", seed).isIn(Phase.CUTTING_OVER, Phase.COMPLETED);
    boolean decided = story.status().cutover().decision() == Decision.COMMIT;
    assertThat(story.orders())
        .as("seed %d", seed)
        .allMatch(
            order ->
                decided
                    || order.type() == TaskType.REPLICATE
                        && order.desired() != DesiredState.STOP
                        && order.desired() != DesiredState.DETACH);
  }
}
