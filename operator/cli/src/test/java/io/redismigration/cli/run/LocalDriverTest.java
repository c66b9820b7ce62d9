package io.redismigration.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.cli.Fixtures;
import io.redismigration.cli.ObedientHost;
import io.redismigration.cli.run.RunOutcome.End;
import io.redismigration.cli.state.StateDirectory;
import io.redismigration.cli.state.StateFile;
import io.redismigration.cli.state.StoredRun;
import io.redismigration.cli.state.UserRequests;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.History;
import io.redismigration.migration.model.History.Happening;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.plan.Plan;
import io.redismigration.migration.plan.Planner;
import io.redismigration.migration.plan.PlannerSettings;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskType;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalDriverTest {
  @TempDir private Path root;
  private final Planner planner = new Planner(PlannerSettings.onOneMachine());
  private final AtomicReference<UserRequests> requests = new AtomicReference<>(UserRequests.none());
  private final AtomicReference<MigrationStatus> planned = new AtomicReference<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicBoolean hurried = new AtomicBoolean();
  private final AtomicBoolean full = new AtomicBoolean();
  private final AtomicInteger saves = new AtomicInteger();
  private final List<String> phases = new ArrayList<>();
  private final List<String> happenings = new ArrayList<>();
  private StateFile file;
  private ObedientHost host;

  @BeforeEach
  void begin() {
    file = new StateFile(new StateDirectory(root).create());
    host = newHost();
  }

  @Test
  void goesFromPendingToCompletedOnceTheCutoverIsConfirmed() throws InterruptedException {
    host.then(this::confirm);

    RunOutcome outcome = drive(Fixtures.newRun(), Until.COMPLETED);

    assertThat(outcome.end()).isEqualTo(End.ENDED);
    assertThat(phases)
        .containsSubsequence("VALIDATING", "FULL_SYNC", "STREAMING", "CUTTING_OVER", "COMPLETED");
    assertThat(happenings).doesNotHaveDuplicates().contains("Committed");
    assertThat(file.load()).contains(outcome.run());
    assertThat(outcome.run().tasks()).isEmpty();
    assertThat(outcome.run().migration().status().history().lagAtCutover())
        .isEqualTo(new History.Lag(21, 40L));
  }

  @Test
  void keepsTheStatusBeforeItActsOnIt() throws InterruptedException {
    host.beforeOrder(
            () ->
                assertThat(file.load().orElseThrow().migration().status()).isEqualTo(planned.get()))
        .then(this::confirm);

    drive(Fixtures.newRun(), Until.COMPLETED);

    assertThat(host.applied).isNotEmpty();
    assertThat(host.deleted).isNotEmpty();
  }

  @Test
  void returnsWhenItHasComeAsFarAsWanted() throws InterruptedException {
    RunOutcome outcome = drive(Fixtures.newRun(), Until.STREAMING);

    assertThat(outcome.end()).isEqualTo(End.REACHED);
    assertThat(outcome.run().migration().status().phase()).isEqualTo(Phase.STREAMING);
  }

  @Test
  void changesNothingWhenItIsOnlyToValidate() throws InterruptedException {
    RunOutcome validated = drive(Fixtures.newRun(), Until.VALIDATED);

    assertThat(validated.end()).isEqualTo(End.REACHED);
    assertThat(validated.run().migration().status().phase()).isEqualTo(Phase.AWAITING_START);
    assertThat(host.applied).extracting(TaskSpec::type).containsOnly(TaskType.PREFLIGHT);

    host = newHost();
    RunOutcome streaming = drive(validated.run(), Until.STREAMING);

    assertThat(streaming.run().migration().status().phase()).isEqualTo(Phase.STREAMING);
  }

  @Test
  void stopsWithoutCancellingAnything() throws InterruptedException {
    host.then(() -> stopped.set(true));

    RunOutcome outcome = drive(Fixtures.newRun(), Until.COMPLETED);

    assertThat(outcome.end()).isEqualTo(End.STOPPED);
    assertThat(outcome.run().migration().status().phase()).isEqualTo(Phase.STREAMING);
    assertThat(host.applied).extracting(TaskSpec::desired).doesNotContain(DesiredState.STOP);
    assertThat(host.deleted).noneMatch(name -> name.contains("replicate"));
  }

  @Test
  void opensTheSourceBeforeItStopsInACutoverThatIsNotDecided() throws InterruptedException {
    host.draining().then(this::confirm).then(() -> stopped.set(true));

    RunOutcome outcome = drive(Fixtures.newRun(), Until.COMPLETED);

    MigrationStatus status = outcome.run().migration().status();
    assertThat(outcome.end()).isEqualTo(End.STOPPED);
    assertThat(status.phase()).isEqualTo(Phase.STREAMING);
    assertThat(status.cutover().undoneBecause()).startsWith("Stopped: ");
    assertThat(ClosedUndecided.openedBy(outcome.run())).isEmpty();
  }

  @Test
  void waitsForACommitThatIsOnItsWayUntilItIsHurried() throws InterruptedException {
    host.deciding()
        .then(this::confirm)
        .then(() -> stopped.set(true))
        .then(() -> {})
        .then(() -> hurried.set(true));

    RunOutcome outcome = drive(Fixtures.newRun(), Until.COMPLETED);

    assertThat(hurried).isTrue();
    assertThat(outcome.run().migration().status().phase()).isEqualTo(Phase.CUTTING_OVER);
    assertThat(ClosedUndecided.openedBy(file.load().orElseThrow()))
        .containsExactly("redis-cli -h redis-old -p 6379 CONFIG SET min-slaves-to-write '0'");
  }

  @Test
  void opensTheSourceWhenTheStateCannotBeKeptUnderTheFence() {
    host.draining().then(this::confirm).then(this::fillUp);

    assertThatThrownBy(() -> drive(Fixtures.newRun(), Until.COMPLETED))
        .isInstanceOfSatisfying(
            NotKeptException.class,
            ended -> {
              assertThat(ended.run().migration().status().phase()).isEqualTo(Phase.STREAMING);
              assertThat(ClosedUndecided.openedBy(ended.run())).isEmpty();
            });
    assertThat(file.load().orElseThrow().migration().status().cutover().undecided()).isTrue();
  }

  @Test
  void continuesAKilledRunWithAHigherEpochItsLedgerAndTheLastConfirmedOffset()
      throws InterruptedException {
    drive(Fixtures.newRun(), Until.STREAMING);
    long epochBefore = replicate(host).epoch();
    StoredRun left = file.load().orElseThrow();
    host = newHost().then(this::confirm);

    RunOutcome outcome = drive(left, Until.COMPLETED);

    TaskSpec first = host.applied.get(0);
    assertThat(first.type()).isEqualTo(TaskType.REPLICATE);
    assertThat(first.epoch()).isGreaterThan(epochBefore);
    assertThat(first.resume().confirmedOffset()).isEqualTo(4711);
    assertThat(first.resume().replicationId()).isEqualTo("abc");
    assertThat(first.ledger()).extracting(LedgerEntry::original).containsExactly("1048576");
    assertThat(first.attempt()).isEqualTo(left.tasks().get(0).spec().attempt());
    assertThat(outcome.run().migration().status().phase()).isEqualTo(Phase.COMPLETED);
  }

  @Test
  void restoresWhatAKilledRunHadWrittenDownButNotReported() throws Exception {
    drive(Fixtures.newRun(), Until.STREAMING);
    StoredRun left = file.load().orElseThrow();
    LedgerEntry late =
        new LedgerEntry(
            io.redismigration.migration.model.Side.SOURCE,
            "0",
            "redis-old:6379",
            "run",
            "repl-timeout",
            "60",
            null,
            LedgerEntry.State.RECORDED,
            null,
            Fixtures.NOON);
    file.record(left.tasks().get(0).spec().name(), List.of(late));
    host = newHost();

    drive(file.load().orElseThrow(), Until.STREAMING);

    assertThat(host.applied.get(0).ledger())
        .extracting(LedgerEntry::parameter)
        .contains("repl-timeout", "repl-backlog-size");
  }

  @Test
  void cleansUpBeforeItReturnsFromACancelledRun() throws InterruptedException {
    host.then(() -> requests.set(UserRequests.none().withCancel()));

    RunOutcome outcome = drive(Fixtures.newRun(), Until.COMPLETED);

    assertThat(outcome.run().migration().status().phase()).isEqualTo(Phase.CANCELLED);
    assertThat(replicate(host).desired()).isEqualTo(DesiredState.STOP);
    assertThat(outcome.run().migration().status().parameters())
        .extracting(LedgerEntry::state)
        .containsOnly(LedgerEntry.State.RESTORED);
  }

  @Test
  void endsWhenACheckStandsInTheWayAndTriesAgainOnRequest() throws InterruptedException {
    host.finding(ObedientHost.check("TargetEmpty", CheckOutcome.FAILED));

    RunOutcome failed = drive(Fixtures.newRun(), Until.COMPLETED);
    requests.set(UserRequests.none().with(Request.RETRY, "1"));
    host = newHost();
    RunOutcome retried = drive(failed.run(), Until.STREAMING);

    assertThat(failed.end()).isEqualTo(End.ENDED);
    assertThat(failed.run().migration().status().phase()).isEqualTo(Phase.FAILED);
    assertThat(retried.end()).isEqualTo(End.REACHED);
  }

  @Test
  void countsARequestAsANewGeneration() throws InterruptedException {
    host.then(() -> requests.set(UserRequests.none().with(Request.VERIFY, "1")))
        .then(() -> stopped.set(true));

    RunOutcome outcome = drive(Fixtures.newRun(), Until.COMPLETED);

    assertThat(outcome.run().migration().generation()).isEqualTo(2);
    assertThat(replicate(host).replication().verificationRound()).isEqualTo(1);
  }

  @Test
  void doesNotWriteTheSameStateAgainAndAgain() throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      host.then(() -> {});
    }
    host.then(() -> stopped.set(true));

    drive(Fixtures.newRun(), Until.COMPLETED);

    assertThat(saves).hasValueLessThan(25);
  }

  private ObedientHost newHost() {
    return new ObedientHost(Clock.systemUTC(), file);
  }

  private static TaskSpec replicate(ObedientHost host) {
    return host.applied.stream()
        .filter(order -> order.type() == TaskType.REPLICATE)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private void confirm() {
    requests.set(UserRequests.none().withConfirm(planned.get().cutover().token()));
  }

  /** No further state is kept; the request makes the driver want to keep one. */
  private void fillUp() {
    full.set(true);
    requests.set(requests.get().with(Request.VERIFY, "1"));
  }

  private RunOutcome drive(StoredRun begin, Until until) throws InterruptedException {
    CountingStore store = new CountingStore(file, saves, full::get);
    return new LocalDriver(this::plan, host, store, requests::get, Clock.systemUTC(), listener())
        .run(begin, Fixtures.spec(), until, stopped::get, hurried::get);
  }

  private Plan plan(
      io.redismigration.migration.model.Migration migration,
      List<io.redismigration.migration.task.Task> tasks,
      java.time.Instant now,
      boolean mayStart) {
    Plan plan = planner.plan(migration, tasks, now, mayStart);
    planned.set(plan.status());
    return plan;
  }

  private RunListener listener() {
    return new RunListener() {
      @Override
      public void changed(MigrationStatus before, MigrationStatus now) {
        if (before.phase() != now.phase()) {
          phases.add(now.phase().name());
        }
      }

      @Override
      public void happened(Happening happening) {
        happenings.add(happening.reason());
      }
    };
  }
}
