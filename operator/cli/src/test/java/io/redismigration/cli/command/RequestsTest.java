package io.redismigration.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.cli.ExitCode;
import io.redismigration.cli.ObedientHost;
import io.redismigration.cli.state.RequestFile;
import io.redismigration.cli.state.StateFile;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What becomes of a request: who takes it up, when it is too old, and when it comes too late. */
class RequestsTest extends Terminal {

  @Test
  void aRequestThatNobodyReadsNowSaysSo() {
    typed("run", "--until", "streaming");

    Typed suspend = typed("suspend");
    Typed cancel = typed("cancel");

    assertThat(suspend.code()).isZero();
    assertThat(suspend.out()).contains("suspend asked for; no process runs this migration");
    assertThat(cancel.code()).isZero();
    assertThat(cancel.out())
        .contains("cancel asked for; no process runs this migration")
        .contains("nothing happens until the next run takes it up: redis-migration run -f");
  }

  @Test
  void aCutoverConfirmedJustNowBeginsWithTheNextRun() {
    typed("run", "--until", "caught-up");

    Typed cutover = typed("cutover", "--yes");
    Typed run = typed("run");

    assertThat(cutover.out())
        .contains("no process runs this migration")
        .contains("the next run takes it up, if that comes within 10 minutes: redis-migration run");
    assertThat(run.code()).isZero();
    assertThat(run.out()).containsPattern("Result +Completed");
  }

  @Test
  void aCutoverConfirmedLongAgoNeedsTheWordAgain() throws Exception {
    typed("run", "--until", "caught-up");
    Clock present = clock;
    clock = Clock.offset(present, Duration.ofMinutes(-11));
    typed("cutover", "--yes");
    clock = present;

    Future<Typed> run = typedElsewhere("run");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(typed("status").out()).contains("ConfirmationLapsed: "));
    Typed again = typed("cutover", "--yes");

    assertThat(again.out()).contains("takes it up");
    assertThat(run.get().code()).isZero();
    assertThat(run.get().out())
        .containsSubsequence("ConfirmationLapsed: the cutover confirmed at ", "CutoverBegan");
  }

  @Test
  void aTrialNeedsAProcessThatMakesIt() {
    typed("run", "--until", "caught-up");

    Typed dry = typed("cutover", "--dry-run");
    Typed rehearsal = typed("cutover", "--rehearse");

    assertThat(dry.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(dry.err()).contains("a dry run needs the process that runs the migration");
    assertThat(rehearsal.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(rehearsal.err())
        .contains("a rehearsal needs the process that runs the migration, and none does now")
        .contains("next: Continue the migration, then ask again: redis-migration run -f");
    assertThat(new RequestFile(directory()).load().nonces())
        .as("the source is not closed hours later because of it")
        .isEmpty();
  }

  @Test
  void aCancelOfWhatIsCommittedIsToldToComeTooLate() {
    typed("run", "--until", "caught-up");
    typed("cutover", "--yes");
    typed("run");

    Typed cancel = typed("cancel");

    assertThat(cancel.code()).isEqualTo(ExitCode.TOO_LATE.number());
    assertThat(cancel.err())
        .contains("the cancel came too late: the target has taken over at 20")
        .contains("what opens the source: redis-migration status -f");
  }

  @Test
  void aCancelThatCameBeforeTheCommitWasKnownIsToldTheSame() throws Exception {
    deciding = true;
    Future<Typed> run = typedElsewhere("run");
    awaitPhase("Streaming");
    typed("cutover", "--yes");
    StateFile state = new StateFile(directory());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> state.load().orElseThrow().migration().status().cutover().deadline() != null);
    hosts.forEach(ObedientHost::committing);

    Typed cancel = typed("cancel");

    assertThat(cancel.code()).isEqualTo(ExitCode.TOO_LATE.number());
    assertThat(cancel.err()).contains("the cancel came too late");
    assertThat(run.get().code()).isZero();
    assertThat(run.get().out()).contains("CancelTooLate: ").containsPattern("Result +Completed");
  }

  @Test
  void whatIsPossibleIsNamedByTheWordsThatCanBeTyped() {
    typed("run", "--until", "caught-up");

    Typed start = typed("start");
    typed("cancel");
    typed("run");
    Typed late = typed("verify");

    assertThat(start.err())
        .contains("(possible: suspend, verify, repair, cutover, cancel)")
        .doesNotContain("throttle", "delete");
    assertThat(late.err())
        .contains("not possible in phase Cancelled (possible: status and report)");
  }
}
