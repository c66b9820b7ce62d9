package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.e2e.fixture.CutoverPoint;
import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Loss;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Party;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.migration.model.History;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.WriteLoad;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The source, the target or the way to one of them is lost between two steps of a cutover, and
 * comes back, under an application that writes to the source on whatever it is answered. The
 * migration ends by itself.
 */
@ResourceLock("the log of this process")
class CutoverLossTest {

  /** What is acknowledged is on disk: a server that is killed has lost nothing by itself. */
  private static final ServerOptions DURABLE =
      ServerOptions.defaults().config("appendonly", "yes").config("appendfsync", "always");

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @ParameterizedTest(name = "{0} at {1} until {2}")
  @MethodSource
  void noAcknowledgedWriteIsLostWhoeverIsMissedAroundTheDecision(
      Party party, CutoverPoint at, Loss.Until until) {
    noAcknowledgedWriteIsLost(party, at, until);
  }

  static Stream<Arguments> noAcknowledgedWriteIsLostWhoeverIsMissedAroundTheDecision() {
    return Stream.of(
            losses(
                EnumSet.range(Party.SOURCE, Party.LINK_TO_TARGET),
                EnumSet.of(
                    CutoverPoint.PAUSED,
                    CutoverPoint.SEALED,
                    CutoverPoint.COMMITTED,
                    CutoverPoint.CLOSED),
                EnumSet.of(Loss.Until.MISSED)),
            losses(
                EnumSet.of(Party.SILENT_LINK_TO_SOURCE, Party.SILENT_LINK_TO_TARGET),
                EnumSet.of(CutoverPoint.SEALED),
                EnumSet.of(Loss.Until.MISSED)),
            losses(
                EnumSet.of(Party.LINK_TO_TARGET),
                EnumSet.of(CutoverPoint.CLOSED),
                EnumSet.of(Loss.Until.LAPSED)))
        .flatMap(each -> each);
  }

  @Tag("long")
  @ParameterizedTest(name = "{0} at {1} until {2}")
  @MethodSource
  void noAcknowledgedWriteIsLostWhoeverIsLostAnywhere(
      Party party, CutoverPoint at, Loss.Until until) {
    noAcknowledgedWriteIsLost(party, at, until);
  }

  static Stream<Arguments> noAcknowledgedWriteIsLostWhoeverIsLostAnywhere() {
    return losses(
        EnumSet.allOf(Party.class),
        EnumSet.allOf(CutoverPoint.class),
        EnumSet.allOf(Loss.Until.class));
  }

  private static Stream<Arguments> losses(
      Set<Party> parties, Set<CutoverPoint> points, Set<Loss.Until> ends) {
    return parties.stream()
        .flatMap(
            party ->
                points.stream()
                    .flatMap(at -> ends.stream().map(until -> Arguments.of(party, at, until))));
  }

  private void noAcknowledgedWriteIsLost(Party party, CutoverPoint at, Loss.Until until) {
    given
        .source("7.0", DURABLE)
        .target("7.0", DURABLE)
        .holding(Dataset.seeded(5).keys(2_000))
        .manifest(
            Manifest.shortest()
                .cuttingOverByItself()
                .set("spec.cutover.timeout", "5s")
                // A source that was killed has a new history.
                .set("spec.onFullResync", "Flush"))
        .underStubborn(
            WriteLoad.of(LiveOperation.INCR, LiveOperation.RPUSH).perSecond(1_000).keys(20));

    Loss loss = new Loss(scene, party, until);
    Result ended = when.migrationSuffers(loss, at);

    then.completed(ended);
    scene.writer().stop();
    if (party == Party.SOURCE && at.isBeyondTheSource()) {
      aSourceThatForgotItsFenceIsToldOf(loss);
    } else {
      then.bothHoldTheSame();
      assertThat(scene.writer().countersIn(scene.target()))
          .isGreaterThanOrEqualTo(scene.writer().tally().acknowledged(LiveOperation.INCR));
    }
    then.sourceIsClosedUntilItsLiftCommandRuns().parametersAreRestored();
  }

  /** It is another process: what that took before it was closed again, nobody could hinder. */
  private void aSourceThatForgotItsFenceIsToldOf(Loss loss) {
    assertThat(scene.writer().countersIn(scene.target()))
        .isGreaterThanOrEqualTo(loss.acknowledgedBefore());
    assertThat(scene.migration().status().history().timeline())
        .extracting(History.Happening::reason)
        .containsOnlyOnce("SourceStartedAgain");
  }
}
