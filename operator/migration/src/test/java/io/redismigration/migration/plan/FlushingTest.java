package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.ConditionType;
import io.redismigration.migration.model.Flush;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.StartSpec;
import io.redismigration.migration.model.Truth;
import io.redismigration.migration.model.UserAction;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.FlushOrder;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the target holds is removed once, when the user has repeated the token for exactly that. */
class FlushingTest {
  private static final String PROCESS = "process-1";
  private static final Map<Integer, Long> KEYS = Map.of(0, 1204L, 2, 3L);
  private static final FlushOrder BOTH = new FlushOrder(PROCESS, List.of(0, 2));

  @Test
  void withoutTheTokenItWaitsForEverAndSaysWhatWouldBeRemovedAndHowToConfirmIt() {
    Story story = found(KEYS);

    story.after(Duration.ofDays(30)).expect(Phase.AWAITING_START).expectNoTasks();

    assertThat(story.status().message())
        .contains("1204 keys in database 0, 3 keys in database 2")
        .contains("run redis-migration flush --confirm " + token(story));
    assertThat(Asking.BY_RESOURCE.toFlush(token(story), "orders"))
        .startsWith("set spec.target.flushConfirm to " + token(story))
        .contains("kubectl patch redismigration orders --type merge -p '{\"spec\"");
    assertThat(story.status().allowedActions()).contains(UserAction.CONFIRM_FLUSH);
    story.expectCondition(ConditionType.READY, Truth.TRUE, "AwaitingFlushConfirmation");
    assertThat(story.wakeAt()).isNull();
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(strings = {"", "0123456789abcdef", "yes"})
  void anotherWordIsNoErrorAndNoConfirmation(String word) {
    Story story = found(KEYS);

    story.edit(story.given().flushConfirm(word)).expect(Phase.AWAITING_START);
    story.edit(story.given().request(Request.START, "1")).expect(Phase.AWAITING_START);

    assertThat(story.eventReasons()).doesNotContain("FlushConfirmed", "EditRefused");
  }

  @Test
  void theTokenStartsItAndTheRemovalIsOrderedUntilTheTargetIsClaimedAndNeverAgain() {
    Story story = confirmed(found(KEYS));
    assertThat(story.order().desired()).isEqualTo(DesiredState.PREPARE);
    assertThat(story.order().replication().flush()).isEqualTo(BOTH);

    story.replicate(TaskState.CONNECTING);
    assertThat(story.order().replication().flush()).as("not claimed yet").isEqualTo(BOTH);
    story.replicate(TaskState.PREPARING);
    assertThat(story.order().replication().flush()).as("claimed").isNull();
    assertThat(story.events("TargetFlushed")).hasSize(1);

    story.restarted();
    assertThat(story.order().replication().flush()).as("a later worker").isNull();
    story.replicate(TaskState.PREPARED).expect(Phase.FULL_SYNC);
    story.restarted();
    assertThat(story.order().replication().flush()).isNull();
    assertThat(story.events("TargetFlushed")).hasSize(1);
    assertThat(story.status().awaitedFlush()).isNull();
  }

  @Test
  void aWorkerThatDiedBeforeItsClaimIsFollowedByOneThatMayRemove() {
    Story story = confirmed(found(KEYS)).replicate(TaskState.CONNECTING);

    story.restarted();

    assertThat(story.order().replication().flush()).isEqualTo(BOTH);
  }

  @Test
  void noOrderButTheOneToPrepareSpeaksOfARemoval() {
    Story story = found(KEYS);
    story.edit(story.given().flushConfirm(token(story))).after(Duration.ofHours(1));
    for (Phase phase : List.of(Phase.FULL_SYNC, Phase.STREAMING, Phase.CUTTING_OVER)) {
      story.until(phase);
      assertThat(story.orders())
          .extracting(order -> order.replication().flush())
          .containsOnlyNulls();
    }
    Story cancelled = confirmed(found(KEYS));
    cancelled.edit(cancelled.given().cancel()).expect(Phase.CANCELLING);
    assertThat(cancelled.orders())
        .extracting(order -> order.replication().flush())
        .containsOnlyNulls();
  }

  @Test
  void aConfirmationLastsUntilTheStartEvenWhereAManifestTakesItBack() {
    Story story = new Story(Given.plain().flushing().start(StartSpec.Mode.MANUAL, null));
    story.report(TaskType.PREFLIGHT, holding(PROCESS, KEYS)).expect(Phase.AWAITING_START);
    Given applied = story.given();

    story.edit(applied.flushConfirm(token(story))).edit(applied);
    story.expectCondition(ConditionType.READY, Truth.TRUE, "AwaitingStart");
    assertThat(story.status().allowedActions()).doesNotContain(UserAction.CONFIRM_FLUSH);
    story.edit(applied.request(Request.VALIDATE, "1"));
    story.report(TaskType.PREFLIGHT, holding(PROCESS, KEYS)).expect(Phase.AWAITING_START);

    story.edit(applied.request(Request.START, "1")).expect(Phase.PREPARING);
  }

  @Test
  void aStartThatWasAskedForBeforeTheConfirmationActsWithIt() {
    Story story = new Story(Given.plain().flushing().start(StartSpec.Mode.MANUAL, null));
    story.report(TaskType.PREFLIGHT, holding(PROCESS, KEYS));
    Given asked = story.given().request(Request.START, "1");

    story.edit(asked).expect(Phase.AWAITING_START);

    story.edit(asked.flushConfirm(token(story))).expect(Phase.PREPARING);
  }

  @Test
  void anEmptyTargetNeedsNoWord() {
    Story story = found(Map.of()).expect(Phase.PREPARING);

    assertThat(story.order().replication().flush()).isNull();
  }

  @Test
  void withRejectNothingIsEverOffered() {
    Story story = new Story(Given.plain());

    story.report(TaskType.PREFLIGHT, holding(PROCESS, KEYS)).expect(Phase.PREPARING);

    assertThat(story.status().flush()).isNull();
    assertThat(story.order().replication().flush()).isNull();
  }

  @Test
  void aRetryNeedsANewWord() {
    Story story = confirmed(found(KEYS));
    String spent = story.given().spec().target().flushConfirm();
    story.report(TaskType.REPLICATE, Report.of(TaskState.FAILED).failure("TargetNotEmpty", false));
    story.report(TaskType.RESTORE, Report.of(TaskState.SUCCEEDED)).expect(Phase.FAILED);
    assertThat(story.status().flush()).isNull();

    story.edit(story.given().request(Request.RETRY, "1")).expect(Phase.VALIDATING);
    story.report(TaskType.PREFLIGHT, holding(PROCESS, KEYS)).expect(Phase.AWAITING_START);

    assertThat(token(story)).isNotEqualTo(spent);
    story.edit(story.given().flushConfirm(token(story))).expect(Phase.PREPARING);
  }

  @Test
  void aTargetReplacedBetweenConfirmationAndStartIsLeftAlone() {
    Story story = confirmedLate(found(KEYS));

    story.report(TaskType.PREFLIGHT, holding("process-2", KEYS)).expect(Phase.FAILED);

    assertThat(story.status().failure().reason()).isEqualTo("FlushNotConfirmed");
    assertThat(story.status().failure().message()).contains("process-2", PROCESS);
    assertThat(story.orders()).noneMatch(order -> order.type() == TaskType.REPLICATE);
  }

  @Test
  void keysInAFurtherDatabaseAreNotCoveredByTheConfirmation() {
    Story story = confirmedLate(found(Map.of(0, 1204L)));

    story.report(TaskType.PREFLIGHT, holding(PROCESS, KEYS)).expect(Phase.FAILED);

    assertThat(story.status().failure().message()).contains("3 keys in database 2");
  }

  @Test
  void keysThatAppearBeforeTheStartWithoutAnyConfirmationAreLeftAlone() {
    Story story =
        new Story(Given.plain().flushing().start(StartSpec.Mode.MANUAL, null))
            .report(TaskType.PREFLIGHT, holding(PROCESS, Map.of()))
            .after(Duration.ofHours(1));
    story.edit(story.given().request(Request.START, "1")).expect(Phase.PREPARING);

    story.report(TaskType.PREFLIGHT, holding(PROCESS, KEYS)).expect(Phase.FAILED);

    assertThat(story.status().failure().reason()).isEqualTo("FlushNotConfirmed");
  }

  @Test
  void someMoreKeysInTheSameDatabasesAreCoveredAndAnEmptiedTargetNeedsNoRemoval() {
    Story more = confirmedLate(found(KEYS));
    more.report(TaskType.PREFLIGHT, holding(PROCESS, Map.of(0, 2 * KEYS.get(0))));
    assertThat(more.order().replication().flush()).isEqualTo(BOTH);

    Story emptied = confirmedLate(found(KEYS));
    emptied.report(TaskType.PREFLIGHT, holding(PROCESS, Map.of()));
    assertThat(emptied.order().type()).isEqualTo(TaskType.REPLICATE);
    assertThat(emptied.order().replication().flush()).isNull();
  }

  @Test
  void manyMoreKeysThanWereConfirmedAreSomebodysNewData() {
    Story story = confirmedLate(found(KEYS));

    story.report(TaskType.PREFLIGHT, holding(PROCESS, Map.of(0, 2 * KEYS.get(0) + 1)));

    story.expect(Phase.FAILED);
    assertThat(story.status().failure().reason()).isEqualTo("FlushNotConfirmed");
    assertThat(story.status().failure().message()).contains("2409 keys", "1204 keys");
  }

  @Test
  void anotherValidationDoesNotStretchTheConfirmationToWhatCameMeanwhile() {
    Story story = new Story(Given.plain().flushing().start(StartSpec.Mode.MANUAL, null));
    story.report(TaskType.PREFLIGHT, holding(PROCESS, KEYS)).expect(Phase.AWAITING_START);
    String word = token(story);
    Given confirmed = story.given().flushConfirm(word);
    story.edit(confirmed);

    story.edit(confirmed.request(Request.VALIDATE, "1"));
    story.report(TaskType.PREFLIGHT, holding(PROCESS, Map.of(0, 1_000_000L)));

    story.expect(Phase.AWAITING_START);
    assertThat(token(story)).isNotEqualTo(word);
    story
        .edit(confirmed.request(Request.VALIDATE, "1").request(Request.START, "1"))
        .expect(Phase.AWAITING_START);
    assertThat(story.status().message()).contains("1000000 keys in database 0");
  }

  @Test
  void whatWasShownIsTheMeasureHoweverOftenItIsValidatedAgain() {
    Story story = new Story(Given.plain().flushing().start(StartSpec.Mode.MANUAL, null));
    story.report(TaskType.PREFLIGHT, holding(PROCESS, Map.of(0, 100L)));
    Given confirmed = story.given().flushConfirm(token(story));
    story.edit(confirmed);
    for (int i = 1; i <= 2; i++) {
      story.edit(confirmed.request(Request.VALIDATE, Integer.toString(i)));
      story.report(TaskType.PREFLIGHT, holding(PROCESS, Map.of(0, 100L << i)));
    }

    assertThat(token(story))
        .as("four times as many")
        .isNotEqualTo(confirmed.spec().target().flushConfirm());
  }

  @Test
  void theTokenBelongsToMigrationTargetProcessDatabasesAndNumbersOfKeys() {
    String token = token(found(KEYS));

    assertThat(token).hasSize(16).isNotEqualTo(token(found(Map.of(0, 1L, 2, 1L))));
    assertThat(token(found(Map.of(0, 1204L)))).isNotEqualTo(token);
    assertThat(token(found(Given.plain().flushing(), "process-2", KEYS))).isNotEqualTo(token);
    assertThat(token(found(Given.plain().flushing().target("other"), PROCESS, KEYS)))
        .isNotEqualTo(token);
  }

  @Test
  void anEditOfTheTargetAsksAgain() {
    Story story = found(KEYS);
    String first = token(story);

    story.edit(story.given().target("other").flushConfirm(first)).expect(Phase.VALIDATING);
    story.report(TaskType.PREFLIGHT, holding(PROCESS, KEYS)).expect(Phase.AWAITING_START);

    assertThat(token(story)).isNotEqualTo(first);
  }

  private static Story found(Map<Integer, Long> keys) {
    return found(Given.plain().flushing(), PROCESS, keys);
  }

  private static Story found(Given given, String process, Map<Integer, Long> keys) {
    return new Story(given).report(TaskType.PREFLIGHT, holding(process, keys));
  }

  private static Report holding(String process, Map<Integer, Long> keys) {
    return Report.of(TaskState.SUCCEEDED).holding(process, keys);
  }

  /** At once, so that nothing is validated again. */
  private static Story confirmed(Story story) {
    return story.edit(story.given().flushConfirm(token(story))).expect(Phase.PREPARING);
  }

  /** An hour later, so that it is validated again. */
  private static Story confirmedLate(Story story) {
    Story later = confirmed(story.after(Duration.ofHours(1)));
    TaskSpec again = later.order();
    assertThat(again.type()).isEqualTo(TaskType.PREFLIGHT);
    return later;
  }

  private static String token(Story story) {
    Flush awaited = story.status().awaitedFlush();
    assertThat(awaited).as("%s", story.status().message()).isNotNull();
    return awaited.token();
  }
}
