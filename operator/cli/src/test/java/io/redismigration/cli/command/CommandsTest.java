package io.redismigration.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.redismigration.cli.ExitCode;
import io.redismigration.cli.ObedientHost;
import io.redismigration.cli.state.RunLock;
import io.redismigration.cli.state.StateFile;
import io.redismigration.cli.state.StoredRun;
import io.redismigration.cli.view.Invocation;
import io.redismigration.cli.view.Paint;
import io.redismigration.cli.view.StatusView;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.task.FlushOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What users type, against workers that do as they are told. */
class CommandsTest extends Terminal {
  @Test
  void runGoesToTheEndAndReports() throws Exception {
    Path report = root.resolve("report.json");
    Future<Typed> run = typedElsewhere("run", "--report", report.toString());
    awaitPhase("Streaming");

    Typed cutover = typed("cutover", "--yes");

    assertThat(cutover.code()).isZero();
    assertThat(cutover.out()).contains("closed to writers until you open it", "takes it up");
    Typed ended = run.get();
    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .contains("redis-old:6379 → redis-new:6379")
        .containsPattern("Result +Completed")
        .containsPattern("Full sync +1,204,000 keys, 2.0 MiB")
        .containsPattern("Lag at cutover +21 B, 40 ms")
        .containsPattern("Write outage +47 ms")
        .containsPattern("Verification +equal, 1,204,000 keys compared at offset 4700")
        .containsPattern("Parameters +1 restored")
        .containsPattern("Open the source +redis-cli")
        .containsPattern("point the clients at: +redis-new:6379")
        .containsPattern("open the source, once no client of it is left: +redis-cli")
        .doesNotContain("--new-run");
    JsonNode written = new ObjectMapper().readTree(report.toFile());
    assertThat(written.path("phase").asText()).isEqualTo("Completed");
    assertThat(written.path("cutover").path("outageMillis").asLong()).isEqualTo(47);
    assertThat(written.path("cutover").path("lagBytes").asLong()).isEqualTo(21);
    assertThat(written.path("confirmations").path(0).path("what").asText()).isEqualTo("Cutover");
    assertThat(written.path("confirmations").path(0).path("by").asText())
        .isEqualTo("alice@workstation");
  }

  @Test
  void aReportIsWrittenOfAnyRunEndedOrNot() throws Exception {
    typed("run", "--until", "caught-up");
    Path page = root.resolve("report.html");

    Typed text = typed("report");
    Typed json = typed("report", "-o", "json");
    Typed html = typed("report", "--out", page.toString());

    assertThat(text.out())
        .containsPattern("Result +Streaming")
        .containsPattern("Full sync +1,204,000 keys, 2.0 MiB");
    assertThat(json.json().path("format").asInt()).isEqualTo(1);
    assertThat(json.json().path("fullSync").path("keys").asLong()).isEqualTo(1_204_000);
    assertThat(html.out()).contains("report in " + page);
    assertThat(page)
        .content()
        .startsWith("<!DOCTYPE html>")
        .contains("redis-old:6379", "Streaming");
  }

  @Test
  void aReportOfNothingIsRefusedWithWhatToDo() {
    Typed report = typed("report");

    assertThat(report.code()).isEqualTo(2);
    assertThat(report.err()).contains("has not been run yet", "Begin it with: ");
  }

  @Test
  void aRunStoppedWhileTheCutoverIsDecidedSaysWhatIsOpenAndHowToFindOut() throws Exception {
    deciding = true;
    Future<Typed> run = typedElsewhere("run");
    awaitPhase("Streaming");
    typed("cutover", "--yes");
    awaitPhase("CuttingOver");
    StateFile state = new StateFile(directory());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> state.load().orElseThrow().migration().status().cutover().deadline() != null);

    stop.stop(Duration.ofSeconds(1));
    String opens = "redis-cli -h redis-old -p 6379 CONFIG SET min-slaves-to-write '0'";

    assertThat(run.get().out())
        .contains("being decided", "THE SOURCE IS CLOSED TO WRITERS", opens)
        .doesNotContain("nothing is lost");
    assertThat(typed("status").out())
        .startsWith("THE SOURCE IS CLOSED TO WRITERS")
        .contains("redis-migration run -f " + manifest)
        .containsOnlyOnce(opens);
    assertThat(typed("report").out())
        .startsWith("THE SOURCE IS CLOSED TO WRITERS")
        .containsOnlyOnce(opens)
        .doesNotContain("Put back by hand", "Open the source");

    StoredRun kept = state.load().orElseThrow();
    Invocation again = new Invocation(List.of());
    StatusView view = new StatusView(Paint.PLAIN);
    assertThat(view.render(kept, Optional.of(12L), again, again, kept.savedAt().plusSeconds(2)))
        .as("a process that is at work on it")
        .doesNotContain("THE SOURCE IS CLOSED TO WRITERS");
    assertThat(view.render(kept, Optional.of(12L), again, again, kept.savedAt().plusSeconds(25)))
        .as("a process that stands still")
        .startsWith(
            "THE SOURCE IS CLOSED TO WRITERS, and process 12 has not been heard of for 25.0 s.")
        .contains("kill -9 12")
        .containsOnlyOnce(opens)
        .containsPattern("Process +running, process 12; last seen 25.0 s ago");
  }

  @Test
  void statusShowsWhatIsKnownAndWhatCanBeDone() {
    typed("run", "--until", "caught-up");

    Typed status = typed("status");
    Typed json = typed("status", "-o", "json");

    assertThat(status.code()).isZero();
    assertThat(status.out())
        .containsPattern("Phase +Streaming")
        .containsPattern("From +redis-old:6379 +\\(Redis 2.8.19\\)")
        .containsPattern(
            "Stream +lag 21 B, 40 ms; 70 commands applied; 1 reconnect, 1 partial resync, 0 full"
                + " resyncs")
        .containsPattern("Keys +1,204,000 source, 1,204,000 target")
        .containsPattern("Parameter +repl-backlog-size of redis-old:6379 '1048576' → '536870912'")
        .containsPattern("FullSyncCompleted +True")
        .containsPattern(
            "Writes to source +10.0.0.5 \\(billing\\): 3 connections, last command seen hset")
        .contains("redis-migration cutover --token", "redis-migration cancel -f " + manifest);
    assertThat(json.json().path("phase").asText()).isEqualTo("Streaming");
    assertThat(json.json().path("shards").path(0).path("lag").asText()).isEqualTo("40ms");
    assertThat(json.json().path("cutover").path("token").asText()).isNotEmpty();
    assertThat(json.json().at("/cutover/sourceClients/before/clients/0/name").asText())
        .isEqualTo("billing");
  }

  @Test
  void aSecondRunIsRefusedAndTheFirstOneNamed() throws Exception {
    try (RunLock held = RunLock.acquire(directory().create()).orElseThrow()) {
      assertThat(held).isNotNull();

      Typed second = typed("run");

      assertThat(second.code()).isEqualTo(ExitCode.LOCKED.number());
      assertThat(second.err())
          .contains("process " + ProcessHandle.current().pid() + " runs migration 'orders' already")
          .contains("next: ");
    }
  }

  @Test
  void aFailingCheckEndsARunBeforeAnythingIsChanged() {
    checks =
        new CheckResult[] {
          ObedientHost.check("SourceReachable", CheckOutcome.PASSED),
          ObedientHost.check("TargetEmpty", CheckOutcome.FAILED)
        };

    Typed run = typed("run");

    assertThat(run.code()).isEqualTo(ExitCode.NOT_VALID.number());
    assertThat(run.out())
        .contains("TargetEmpty: TargetEmpty was seen; do something about TargetEmpty");
    assertThat(run.err())
        .contains("ValidationFailed")
        .contains("next: do something about TargetEmpty");
    assertThat(run.out()).contains("redis-migration retry -f " + manifest);
  }

  @Test
  void validateShowsTheTableAndEndsByIt() {
    Typed good = typed("validate");
    checks =
        new CheckResult[] {
          ObedientHost.check("TargetEmpty", CheckOutcome.FAILED),
          ObedientHost.check("SourceMemory", CheckOutcome.WARNING),
          ObedientHost.check("SourceReachable", CheckOutcome.PASSED)
        };
    Typed bad = typed("validate");
    Typed json = typed("validate", "-o", "json");

    assertThat(good.code()).isZero();
    assertThat(good.out()).contains("1 check, 0 warnings, nothing in the way");
    assertThat(bad.code()).isEqualTo(ExitCode.NOT_VALID.number());
    assertThat(bad.out())
        .containsSubsequence("SourceReachable", "SourceMemory", "Warning", "TargetEmpty", "Failed")
        .contains("→ do something about TargetEmpty")
        .contains("3 checks, 1 warning, 1 stands in the way");
    assertThat(json.json().path("checks").findValuesAsText("name"))
        .as("in the catalogue's order, with those that only a cluster can answer")
        .startsWith("SourceReachable", "TargetEmpty", "StartTime", "WorkerAdmitted", "SpoolVolume")
        .endsWith("AlreadyCompleted", "SourceMemory");
    assertThat(json.json().path("checks").path(3).path("result").asText())
        .isEqualTo("NotApplicable");
    assertThat(json.json().path("guarantees").path(0).path("state").asText()).isEqualTo("Weakened");
    assertThat(good.out())
        .containsPattern("NoWriteLostOrRepeated +Weakened +the target may evict keys");
    assertThat(Files.exists(directory().state())).isFalse();
  }

  @Test
  void anUnsupportedFieldFailsValidationByName() throws Exception {
    Files.writeString(manifest, MANIFEST + "  mode: Relay\n");

    Typed run = typed("run");

    assertThat(run.code()).isEqualTo(ExitCode.NOT_VALID.number());
    assertThat(run.err()).contains("NotSupportedYet").contains("spec.mode");
  }

  @Test
  void aFieldThatNeedsAClusterIsNamed() throws Exception {
    Files.writeString(manifest, MANIFEST + "  worker: {nodeSelector: {disk: ssd}}\n");

    assertThat(typed("validate").out()).contains("spec.worker.nodeSelector acts in a cluster only");
    assertThat(typed("run", "--until", "streaming").out())
        .contains("spec.worker.nodeSelector acts in a cluster only; not applied here");
  }

  @Test
  void cancelIsTakenUpByTheNextRun() {
    typed("run", "--until", "streaming");

    Typed cancel = typed("cancel");
    Typed run = typed("run");

    assertThat(cancel.out())
        .contains("nothing happens until the next run takes it up: redis-migration run");
    assertThat(run.code()).isEqualTo(ExitCode.CANCELLED.number());
    assertThat(run.out()).containsPattern("Parameters +1 restored");
  }

  @Test
  void aManifestThatNamesAnotherTargetThanTheRunInUseIsRefused() throws Exception {
    typed("run", "--until", "caught-up");
    Files.writeString(manifest, MANIFEST.replace("redis-new:6379", "redis-empty:6379"));

    List<Typed> refused = List.of(typed("run"), typed("cutover", "-y"));

    assertThat(refused)
        .allSatisfy(
            each -> {
              assertThat(each.code()).isEqualTo(ExitCode.USAGE.number());
              assertThat(each.err())
                  .contains("spec.target.endpoints was changed", "to redis-new:6379")
                  .contains("Change it back", "redis-migration cancel", "run --new-run");
              assertThat(each.out()).doesNotContain("redis-empty");
            });
    assertThat(typed("status").out()).containsPattern("To +redis-new:6379");
    typed("cancel");
    Typed cancelled = typed("run");
    assertThat(cancelled.code()).isEqualTo(ExitCode.CANCELLED.number());
    assertThat(cancelled.out())
        .contains("redis-old:6379 → redis-new:6379")
        .containsPattern("To +redis-new:6379")
        .doesNotContain("redis-empty");
  }

  @Test
  void aManifestThatNamesAnotherTargetThanTheCompletedRunIsNotDone() throws Exception {
    Future<Typed> run = typedElsewhere("run");
    awaitPhase("Streaming");
    typed("cutover", "--yes");
    run.get();
    Files.writeString(manifest, MANIFEST.replace("redis-new:6379", "redis-empty:6379"));

    Typed other = typed("run");
    Files.writeString(manifest, MANIFEST);
    Typed same = typed("run");

    assertThat(other.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(other.err())
        .contains("completed went from redis-old:6379 to redis-new:6379", "redis-empty:6379")
        .contains("Change it back", "run --new-run");
    assertThat(same.code()).isZero();
  }

  @Test
  void aRunThatEndedIsBegunAnewOnlyOnRequest() {
    typed("run", "--until", "streaming");
    Typed early = typed("run", "--new-run");
    typed("cancel");
    typed("run");

    Typed again = typed("run");
    Typed anew = typed("run", "--new-run", "--until", "streaming");

    assertThat(early.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(again.code()).isEqualTo(ExitCode.CANCELLED.number());
    assertThat(again.out()).contains("redis-migration run --new-run");
    assertThat(anew.code()).isZero();
  }

  @Test
  void aNewRunTellsWhatOpensTheSourceThatTheRunBeforeClosed() throws Exception {
    Future<Typed> run = typedElsewhere("run");
    awaitPhase("Streaming");
    typed("cutover", "--yes");
    run.get();

    Typed anew = typed("run", "--new-run", "--until", "streaming");

    assertThat(anew.out())
        .containsPattern(
            "the run before closed its source.*\\R +redis-cli .*min-replicas-to-write");
  }

  @Test
  void aSignalStopsTheRunAndSaysHowToGoOn() throws Exception {
    Future<Typed> run = typedElsewhere("run");
    awaitPhase("Streaming");

    assertThat(stop.stop(Duration.ofSeconds(30))).isTrue();

    Typed stopped = run.get();
    assertThat(stopped.code()).isEqualTo(ExitCode.INTERRUPTED.number());
    assertThat(stopped.out())
        .contains("stopped in phase Streaming; nothing is lost")
        .contains("redis-migration run -f " + manifest)
        .contains("redis-migration cancel -f " + manifest);
  }

  @Test
  void suspendAndResumeReachTheRun() throws Exception {
    Future<Typed> run = typedElsewhere("run");
    awaitPhase("Streaming");

    assertThat(typed("suspend").code()).isZero();
    await().untilAsserted(() -> assertThat(typed("status").out()).contains("suspended"));
    assertThat(typed("status").out())
        .contains("redis-migration resume")
        .doesNotContain("redis-migration cutover");
    assertThat(typed("resume").code()).isZero();
    await().untilAsserted(() -> assertThat(typed("status").out()).doesNotContain("suspended"));
    stop.stop(Duration.ofSeconds(30));
    assertThat(run.get().out()).contains("Suspended: ", "Resumed: ");
  }

  @Test
  void aDryRunAndARehearsalSayWhatACutoverWouldDoAndBeginNone() throws Exception {
    Future<Typed> run = typedElsewhere("run");
    awaitPhase("Streaming");

    Typed dry = typed("cutover", "--dry-run");
    Typed rehearsed = typed("cutover", "--rehearse");
    Typed both = typed("cutover", "--dry-run", "--rehearse");

    assertThat(dry.code()).isZero();
    assertThat(dry.out()).contains("a cutover is possible now").contains("Drain", "Restore");
    assertThat(dry.out()).contains("Still writing  10.0.0.5 (billing): 3 connections");
    assertThat(rehearsed.code()).isZero();
    assertThat(rehearsed.out()).contains("nobody can write for about 40 ms");
    assertThat(both.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(typed("status").out())
        .contains("Dry run", "Rehearsal")
        .doesNotContain("CuttingOver");
    stop.stop(Duration.ofSeconds(30));
    run.get();
  }

  @Test
  void aVerbThatIsNotPossibleNowIsRefused() {
    Typed tooEarly = typed("start");
    typed("run", "--until", "streaming");
    Typed tooLate = typed("start");

    assertThat(tooEarly.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(tooEarly.err()).contains("has not been run yet").contains("next: Begin it with:");
    assertThat(tooLate.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(tooLate.err())
        .contains("start is not possible in phase Streaming (possible: suspend, ");
  }

  @Test
  void aCutoverNeedsTheRightTokenOrAnAnswer() {
    typed("run", "--until", "caught-up");

    Typed wrong = typed("cutover", "--token", "nonsense");
    Typed silent = typed("cutover");

    assertThat(wrong.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(wrong.err()).contains("the token is not the one of this cutover");
    assertThat(silent.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(silent.err()).contains("the cutover was not confirmed");
  }

  @Test
  void whatTheTargetHoldsIsRemovedOnlyWithItsToken() throws Exception {
    givenATargetToEmpty();
    typed("run", "--until", "validated");

    Typed shown = typed("flush");
    Typed wrong = typed("flush", "--confirm", "nonsense");
    Typed status = typed("status");
    String token = typed("status", "-o", "json").json().path("flushToken").asText();

    assertThat(shown.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(shown.out())
        .containsPattern("Empty +redis-new:6379")
        .containsPattern("Removes +1,204 keys in database 0\n +|Removes +3 keys in database 2")
        .contains("run_id t", token);
    assertThat(shown.err())
        .contains("the removal was not confirmed", "redis-migration flush --confirm " + token);
    assertThat(wrong.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(wrong.err()).contains("the token is not the one of what would be removed now");
    assertThat(status.out())
        .containsPattern("Removes +1204 keys in database 0, 3 keys in database 2 of the target")
        .contains("redis-migration flush --confirm " + token);

    assertThat(typed("flush", "--confirm", token).out())
        .contains("nothing happens until the next run takes it up");
    assertThat(typed("run", "--until", "caught-up").code()).isZero();

    assertThat(flushes()).containsOnly(new FlushOrder("t", List.of(0, 2)));
    assertThat(typed("status", "-o", "json").json().has("flushToken")).isFalse();
    assertThat(typed("flush", "--confirm", token).err())
        .contains("flush is not possible in phase Streaming");
  }

  @Test
  void aRunWaitsForTheTokenAndSaysHowToSeeWhatItConfirms() throws Exception {
    givenATargetToEmpty();
    Future<Typed> run = typedElsewhere("run");
    awaitPhase("AwaitingStart");

    String token = typed("status", "-o", "json").json().path("flushToken").asText();
    assertThat(flushes()).isEmpty();
    typed("flush", "--confirm", token);

    awaitPhase("Streaming");
    stop.stop(Duration.ofSeconds(30));
    assertThat(run.get().out())
        .contains("to see what would be removed from the target, and confirm it: ")
        .contains("redis-migration flush -f " + manifest)
        .contains("FlushConfirmed: ", "TargetFlushed: ");
  }

  /** What workers were ordered to remove. */
  private List<FlushOrder> flushes() {
    return hosts.stream()
        .flatMap(host -> host.applied.stream())
        .map(order -> order.replication().flush())
        .filter(Objects::nonNull)
        .toList();
  }

  private void givenATargetToEmpty() throws Exception {
    held = Map.of(0, 1_204L, 2, 3L);
    Files.writeString(
        manifest,
        MANIFEST.replace("\"redis-new:6379\"]", "\"redis-new:6379\"], existingData: Flush"));
  }

  @Test
  void aReportThatCannotBeWrittenIsToldBeforeTheMigrationBegins() throws Exception {
    Path nowhere = root.resolve("nowhere").resolve("report.html");

    Typed run = typed("run", "--report", nowhere.toString());
    Typed directory = typed("run", "--report", root.toString());

    assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(run.err())
        .contains("no report can be written to " + nowhere + ": there is no directory")
        .contains("next: Name a file in a directory that can be written to");
    assertThat(directory.err()).contains("it is a directory");
    assertThat(hosts).isEmpty();
  }

  @Test
  void aReportThatCannotBeWrittenAtTheEndTakesNothingOfTheEndAway() throws Exception {
    Path directory = Files.createDirectory(root.resolve("reports"));
    Future<Typed> run = typedElsewhere("run", "--report", directory.resolve("r.html").toString());
    awaitPhase("Streaming");
    Files.delete(directory);
    typed("cancel");

    Typed ended = run.get();

    assertThat(ended.code()).isEqualTo(ExitCode.CANCELLED.number());
    assertThat(ended.out()).containsPattern("Result +Cancelled");
    assertThat(ended.err()).contains("no report can be written to", "there is no directory");
  }

  @Test
  void aWrongManifestIsToldLineByLine() throws Exception {
    Files.writeString(manifest, MANIFEST.replace("endpoints", "endpoint"));

    Typed run = typed("run");

    assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(run.err())
        .contains("orders.yaml cannot be used:")
        .contains("  line 5: spec.source.endpoint: unknown field; did you mean 'endpoints'?")
        .doesNotContain("\tat ");
  }

  @Test
  void aWrongOptionIsToldInTwoLines() {
    Typed run = typed("run", "--untl", "streaming");

    assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(run.err())
        .contains("error: Unknown option")
        .contains("next: redis-migration run --help");
  }

  @Test
  void aDamagedStateIsToldWithoutATraceAndWithOneOnRequest() throws Exception {
    Files.writeString(directory().create().state(), "{");

    Typed run = typed("run");
    Typed debug = typed("run", "--debug");

    assertThat(run.code()).isEqualTo(ExitCode.FAILED.number());
    assertThat(run.err()).contains("cannot be read").doesNotContain("\tat ");
    assertThat(debug.err()).contains("\tat ");
  }
}
