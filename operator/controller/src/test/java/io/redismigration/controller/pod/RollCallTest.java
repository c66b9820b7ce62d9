package io.redismigration.controller.pod;

import static io.redismigration.migration.task.TaskType.PREFLIGHT;
import static io.redismigration.migration.task.TaskType.REPLICATE;
import static io.redismigration.migration.task.TaskType.SWITCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is there before the planner is asked, and what the pods need afterwards. */
class RollCallTest {
  private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
  private static final RestartPolicy POLICY = RestartPolicy.standard();
  private static final Set<String> SECRETS = Set.of("old", "new", "authority");
  private static final PodVerdict RUNNING = new PodVerdict.Running("p");
  private static final PodVerdict GONE = new PodVerdict.Gone();
  private static final PodVerdict LOST = new PodVerdict.Lost("p", PodFault.EVICTED, "low memory");
  private static final PodVerdict ENDED = new PodVerdict.Ended("p");

  private static TaskSeen seen(TaskType type, PodVerdict pod, TaskStatus report) {
    return new TaskSeen(Orders.order(type, 3), report, false, 3, pod, SECRETS, null);
  }

  private static TaskStatus streaming(long epoch) {
    return Orders.report(TaskState.STREAMING, epoch, NOW.minusSeconds(1));
  }

  private static PodMemory memory(long epoch) {
    return PodMemory.none().working(epoch);
  }

  private static Finding call(TaskSeen seen, PodMemory memory) {
    return new RollCall(POLICY).of(seen, memory, NOW);
  }

  private static PodOrders orders(TaskSeen seen, PodMemory memory) {
    return PodOrders.of(seen.order(), seen, memory, POLICY, NOW);
  }

  static Stream<Arguments> takeOvers() {
    return Stream.of(
        Arguments.of("a worker at work", RUNNING, streaming(3), 3L, false),
        Arguments.of("its pod is gone", GONE, streaming(3), 3L, true),
        Arguments.of("its pod was evicted", LOST, streaming(3), 3L, true),
        Arguments.of("its pod ended before its work", ENDED, streaming(3), 3L, true),
        Arguments.of("its pod is gone before it ever reported", GONE, TaskStatus.none(), 3L, true),
        Arguments.of("no pod was ever made for this epoch", GONE, streaming(2), 2L, false),
        Arguments.of(
            "its pod goes, but may still work",
            new PodVerdict.Leaving("p", false),
            streaming(3),
            3L,
            false),
        Arguments.of(
            "its work has ended, and so has its pod",
            ENDED,
            Orders.report(TaskState.DETACHED, 3, NOW),
            3L,
            false),
        Arguments.of(
            "it failed, as it said", LOST, Orders.report(TaskState.FAILED, 3, NOW), 3L, false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("takeOvers")
  void aLostWorkerCostsAnEpoch(
      String what, PodVerdict pod, TaskStatus report, long memory, boolean newEpoch) {
    Finding finding = call(seen(REPLICATE, pod, report), memory(memory));

    assertThat(finding.newEpoch()).isEqualTo(newEpoch);
    assertThat(finding.memory().losses()).isEqualTo(newEpoch ? 1 : 0);
    if (newEpoch) {
      assertThat(finding.task().status().state()).isEqualTo(TaskState.PENDING);
      assertThat(finding.task().status().heartbeat()).isNull();
      assertThat(finding.trouble()).isNotNull();
    }
  }

  @Test
  void anEpochThatIsRaisedAlreadyIsNotRaisedAgain() {
    TaskSeen raised =
        new TaskSeen(Orders.order(REPLICATE, 3), streaming(3), false, 4, GONE, SECRETS, null);

    assertThat(call(raised, memory(3)).newEpoch()).isFalse();
  }

  @Test
  void aContainerThatBeganAnewCostsAnEpochAndKeepsItsPod() {
    TaskSeen anew =
        new TaskSeen(Orders.order(REPLICATE, 3), streaming(3), true, 3, RUNNING, SECRETS, null);

    assertThat(call(anew, memory(3)).newEpoch()).isTrue();

    TaskSeen answered =
        new TaskSeen(Orders.order(REPLICATE, 4), streaming(3), true, 4, RUNNING, SECRETS, null);
    Finding finding = call(answered, memory(3));
    assertThat(finding.newEpoch()).isFalse();
    assertThat(finding.task().status().state())
        .as("the old worker's report does not count for the new one")
        .isEqualTo(TaskState.PENDING);
    assertThat(orders(answered, memory(3)).actions()).isEmpty();
    assertThat(orders(answered, memory(3)).memory().epoch()).isEqualTo(4);
  }

  @Test
  void oneThatFailedIsSentAgainByAHigherEpochAlone() {
    TaskStatus failed = Orders.report(TaskState.FAILED, 3, NOW);
    TaskSeen same = seen(REPLICATE, LOST, failed);
    TaskSeen sent = new TaskSeen(Orders.order(REPLICATE, 4), failed, false, 4, LOST, SECRETS, null);

    assertThat(orders(same, memory(3)).actions()).isEmpty();
    assertThat(orders(sent, memory(3)).actions())
        .containsExactly(new PodAction.Create(Orders.order(REPLICATE, 4)));
  }

  @Test
  void theNextPodComesOnlyWhenTheLastIsOver() {
    for (PodVerdict busy : List.of(RUNNING, new PodVerdict.Leaving("p", false))) {
      TaskSeen raised =
          new TaskSeen(Orders.order(REPLICATE, 4), streaming(3), false, 4, busy, SECRETS, null);
      assertThat(orders(raised, memory(3)).actions()).isEmpty();
    }
    TaskSeen over =
        new TaskSeen(Orders.order(REPLICATE, 4), streaming(3), false, 4, GONE, SECRETS, null);
    PodOrders orders = orders(over, memory(3));
    assertThat(orders.actions()).containsExactly(new PodAction.Create(over.order()));
    assertThat(orders.memory().epoch()).as("stored before the pod is made").isEqualTo(4);
    assertThat(orders(over, memory(4)).actions()).as("one pod per epoch").isEmpty();
  }

  @Test
  void aPodWithoutANodeIsForcedOnlyWhereTheEpochKeepsItOff() {
    PodVerdict overdue = new PodVerdict.Leaving("p", true);

    assertThat(orders(seen(REPLICATE, overdue, streaming(3)), memory(3)).actions())
        .containsExactly(new PodAction.Remove("p", true));
    assertThat(orders(seen(SWITCH, overdue, streaming(3)), memory(3)).actions()).isEmpty();
    assertThat(call(seen(SWITCH, overdue, streaming(3)), memory(3)).trouble().fault())
        .isEqualTo(PodFault.NODE_LOST);
  }

  @Test
  void pausesGrowAndEndInFailure() {
    PodMemory memory = memory(3);
    Instant now = NOW;
    for (int loss = 1; loss <= 10; loss++) {
      memory = memory.lost(PodFault.OOM_KILLED, POLICY, now);
      Instant next = POLICY.next(memory);
      assertThat(next)
          .isEqualTo(loss == 1 ? Instant.MIN : now.plusSeconds(Math.min(60, 5L << (loss - 2))));
      now = loss == 1 ? now.plusSeconds(1) : next;
    }
    Finding finding =
        new RollCall(POLICY).of(seen(REPLICATE, LOST, streaming(3)), memory.working(3), now);

    assertThat(finding.task().status().state()).isEqualTo(TaskState.FAILED);
    assertThat(finding.task().status().failure().reason()).isEqualTo("CrashLoop");
    assertThat(finding.task().status().failure().message()).contains("11 workers", "Evicted");
    assertThat(memory.lost(PodFault.EVICTED, POLICY, now.plus(Duration.ofMinutes(11))).losses())
        .as("one that lasted begins a new row")
        .isEqualTo(1);
  }

  @Test
  void aWorkerThatIsGivenUpMayHaveCommittedWhatEverItSaidBefore() {
    TaskStatus frozen = Orders.freezing(3, NOW.minusSeconds(1));
    PodMemory last = new PodMemory(3, 10, NOW, PodFault.OOM_KILLED.reason());

    Finding finding = call(seen(REPLICATE, LOST, frozen), last);

    assertThat(finding.task().status().state()).isEqualTo(TaskState.FAILED);
    assertThat(finding.task().status().cutover()).isNull();
  }

  @Test
  void oneMoreIsSentWhereThePlannerOrdersAHigherEpoch() {
    PodMemory givenUp = new PodMemory(3, 11, NOW.minusSeconds(61), PodFault.OOM_KILLED.reason());
    TaskSeen sent =
        new TaskSeen(Orders.order(REPLICATE, 4), streaming(3), false, 4, GONE, SECRETS, null);

    assertThat(call(sent, givenUp).task().status().state()).isEqualTo(TaskState.PENDING);
    assertThat(orders(sent, givenUp).actions()).containsExactly(new PodAction.Create(sent.order()));
    assertThat(orders(seen(REPLICATE, GONE, streaming(3)), givenUp).actions()).isEmpty();
  }

  @Test
  void onlyAPreflightFailsForWantOfAPod() {
    Refusal refusal =
        new Refusal(
            PodFault.QUOTA_EXCEEDED, "exceeded quota", NOW.minusSeconds(301), NOW.minusSeconds(1));
    TaskSeen preflight =
        new TaskSeen(
            Orders.order(PREFLIGHT, 3), TaskStatus.none(), false, 3, GONE, SECRETS, refusal);
    TaskSeen replicate =
        new TaskSeen(
            Orders.order(REPLICATE, 3), TaskStatus.none(), false, 3, GONE, SECRETS, refusal);

    assertThat(call(preflight, memory(3)).task().status().checks())
        .as("and the check that stands for it fails")
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.name()).isEqualTo("WorkerAdmitted");
              assertThat(check.outcome()).isEqualTo(CheckOutcome.FAILED);
              assertThat(check.suggestion()).isNotEmpty();
            });
    assertThat(call(preflight, memory(3)).task().status().failure().reason())
        .isEqualTo("QuotaExceeded");
    Finding waiting = call(replicate, memory(3));
    assertThat(waiting.task().status().state()).isEqualTo(TaskState.PENDING);
    assertThat(waiting.task().status().message()).contains("exceeded quota");
    assertThat(waiting.wakeAt()).isEqualTo(NOW.plusSeconds(59));
  }

  @Test
  void aRefusedPodIsTriedAgain() {
    Refusal due =
        new Refusal(PodFault.QUOTA_EXCEEDED, "quota", NOW.minusSeconds(6), NOW.minusSeconds(6));
    TaskSeen refused =
        new TaskSeen(Orders.order(REPLICATE, 3), TaskStatus.none(), false, 3, GONE, SECRETS, due);

    assertThat(orders(refused, memory(3)).actions())
        .containsExactly(new PodAction.Create(refused.order()));
  }

  @Test
  void aSilentWorkerIsNamed() {
    TaskStatus silent = Orders.report(TaskState.STREAMING, 3, NOW.minusSeconds(31));

    Finding finding = call(seen(REPLICATE, RUNNING, silent), memory(3));

    assertThat(finding.trouble().fault().reason()).isEqualTo("WorkerSilent");
    assertThat(finding.newEpoch()).isFalse();
  }

  @Test
  void anotherSecretNeedsAnotherPod() {
    TaskSeen rotated =
        new TaskSeen(
            Orders.order(REPLICATE, 3), streaming(3), false, 3, RUNNING, Set.of("old"), null);

    assertThat(orders(rotated, memory(3)).actions())
        .containsExactly(new PodAction.Remove("p", false));
  }
}
