package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.ExitCode;
import io.redismigration.e2e.fixture.CutoverPoint;
import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.client.RespError;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.WriteLoad;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The process dies between each pair of steps of a cutover, under an application that writes on
 * whatever it is answered; nobody comes until every pause has lapsed.
 */
class CutoverKillTest {

  private static final Duration PAUSE_HAS_LAPSED = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /** Far enough that a process that asks much before it opens the source is late. */
  private static final Duration ONE_WAY = Duration.ofMillis(150);

  /** The start of the process and some twenty round trips; not the time of ninety. */
  private static final Duration OPENS_WITHIN = Duration.ofSeconds(22);

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @ParameterizedTest(name = "{0}")
  @EnumSource(CutoverPoint.class)
  void noWriteIsAcknowledgedThatTheTargetNeverSees(CutoverPoint point) {
    given
        .source("7.0")
        .target("7.0")
        .holding(Dataset.seeded(5).keys(2_000))
        .manifest(Manifest.shortest().cuttingOverByItself())
        .underStubborn(
            WriteLoad.of(LiveOperation.INCR, LiveOperation.RPUSH).perSecond(1_000).keys(20));

    when.migrationDiesAt(point);
    boolean open = sourceTakesWritesOnceNobodyHoldsThemBack();
    switch (point) {
      case PAUSED, UNRECORDED, RECORDED -> assertThat(open).isTrue();
      case LASTING, SEALED, COMMITTED, CLOSED -> assertThat(open).isFalse();
      // The lasting fence comes into force beside these.
      case DRAINED, PROVEN -> {}
    }

    then.completed(when.migrationRuns());
    scene.writer().stop();
    then.bothHoldTheSame().sourceIsClosedUntilItsLiftCommandRuns();
    assertThat(scene.writer().countersIn(scene.target()))
        .isGreaterThanOrEqualTo(scene.writer().tally().acknowledged(LiveOperation.INCR));
  }

  @ParameterizedTest(name = "cancelled meanwhile: {0}")
  @ValueSource(booleans = {true, false})
  void theNextProcessOpensTheSourceFirstOfAll(boolean cancelled) {
    given
        .source("7.0")
        .target("7.0")
        .holding(Dataset.seeded(5).keys(2_000))
        .manifest(
            Manifest.shortest().cuttingOverByItself().set("spec.cutover.fence", "MinReplicas"));
    when.migrationDiesAt(CutoverPoint.SEALED);
    if (cancelled) {
      assertThat(scene.migration().command("cancel").exitCode()).isZero();
    }
    scene.toSource().delay(ONE_WAY);
    scene.toTarget().delay(ONE_WAY);

    when.migrationStarts();
    Waiting.until("the source takes writes", OPENS_WITHIN, this::sourceTakesWrites);
    scene.toSource().delay(Duration.ZERO);
    scene.toTarget().delay(Duration.ZERO);
    Result ended = scene.migration().runner().awaitEnd(LIMIT);

    if (cancelled) {
      assertThat(ended.exitCode()).as(ended.output()).isEqualTo(ExitCode.CANCELLED.number());
      assertThat(ended.output())
          .containsPattern("Write outage +a cutover that was undone had closed the source for ");
      then.sourceIsAsBefore().targetIsUnclaimed();
    } else {
      assertThat(ended.output()).containsPattern("; before, .+ undone had closed the source for ");
      then.completed(ended).bothHoldTheSame().sourceIsClosedUntilItsLiftCommandRuns();
    }
  }

  private boolean sourceTakesWrites() {
    try {
      return scene.source().command("SET", "asked:by:the:test", "open?").equals("OK");
    } catch (RespError refused) {
      return false;
    }
  }

  private boolean sourceTakesWritesOnceNobodyHoldsThemBack() {
    try (RespConnection connection = scene.source().connect()) {
      connection.timeout(PAUSE_HAS_LAPSED);
      return connection.command("INCR", "asked:by:the:test").equals(1L);
    } catch (RespError refused) {
      assertThat(refused.code()).isEqualTo("NOREPLICAS");
      return false;
    }
  }
}
