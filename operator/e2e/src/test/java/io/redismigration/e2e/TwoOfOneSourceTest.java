package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.ExitCode;
import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Migration;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Side;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Two migrations of one source that begin at the same moment, each having seen no other. */
class TwoOfOneSourceTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @Test
  void oneOfThemMigratesAndTheOtherLeavesTheSourceAlone() {
    given.source("7.0").target("7.0").holding(Dataset.seeded(8).keys(2_000));
    RedisServer otherTarget = scene.servers().start("7.0");
    Migration other = scene.another(otherTarget);
    Manifest byHand = Manifest.shortest().set("spec.start.mode", "Manual");
    given.manifest(byHand);
    other.describedBy(byHand.set("metadata.name", "other"));
    when.migrationStarts();
    other.start();
    List<Migration> both = List.of(scene.migration(), other);
    both.forEach(each -> each.awaitPhase(Phase.AWAITING_START, LIMIT));

    both.parallelStream().forEach(each -> assertThat(each.command("start").exitCode()).isZero());

    Waiting.until("one streams, the other has ended", LIMIT, () -> ended(both) && streams(both));
    Migration first = streams(other) ? other : scene.migration();
    Migration second = first == other ? scene.migration() : other;
    Result refused = second.runner().awaitEnd(LIMIT);
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED.number());
    assertThat(refused.output())
        .contains("SourceInOtherMigration", "is the source of another migration: run ");
    assertThat(second.status().parameters()).noneMatch(entry -> entry.side() == Side.SOURCE);
    assertThat(first.command("cancel").exitCode()).isZero();
    first.runner().awaitEnd(LIMIT);
    then.sourceIsAsBefore();
  }

  private static boolean ended(List<Migration> both) {
    return both.stream().anyMatch(each -> !each.runner().isRunning());
  }

  private static boolean streams(List<Migration> both) {
    return both.stream().anyMatch(TwoOfOneSourceTest::streams);
  }

  private static boolean streams(Migration one) {
    return one.status().phase() == Phase.STREAMING;
  }
}
