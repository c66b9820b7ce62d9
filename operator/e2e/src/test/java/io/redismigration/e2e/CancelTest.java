package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.ExitCode;
import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Side;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.net.Direction;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Wherever a migration stands, a cancel opens the source, restores it, and gives the target up. */
class CancelTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @BeforeEach
  void twoServers() {
    given.source("7.0").target("7.0").holding(Dataset.seeded(8).keys(5_000));
  }

  @Test
  void beforeItBegan() {
    given.manifest(Manifest.shortest().set("spec.start.mode", "Manual"));
    when.migrationStarts();
    scene.migration().awaitPhase(Phase.AWAITING_START, LIMIT);

    ended();

    then.targetIsEmpty().sourceIsAsBefore();
  }

  @Test
  void whileTheSnapshotIsCopied() {
    scene.toTarget().throttle(Direction.TO_SERVER, 50_000);
    when.migrationStarts();
    scene.migration().awaitPhase(Phase.FULL_SYNC, LIMIT);

    cancelled();
  }

  @Test
  void whileTheStreamIsApplied() {
    when.migrationStreams();

    cancelled();
  }

  @Test
  void whileItIsSuspended() {
    when.migrationStreams();
    assertThat(scene.migration().command("suspend").exitCode()).isZero();
    scene.migration().await("it is suspended", status -> status.latches().suspended(), LIMIT);

    cancelled();
  }

  @Test
  void whileNoProcessRunsIt() {
    when.migrationStreams().migrationIsKilled();
    Result asked = scene.migration().command("cancel");
    assertThat(asked.output())
        .contains("nothing happens until the next run takes it up: redis-migration run");

    Result ended = when.migrationRuns();

    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(ExitCode.CANCELLED.number());
    everythingIsGivenUp();
  }

  @Test
  void afterItFailed() {
    when.migrationStreams();
    scene.target().restartEmpty();
    Result failed = scene.migration().runner().awaitEnd(LIMIT);
    assertThat(failed.output())
        .contains("the target stays claimed for a retry, cancel gives it up")
        .contains("redis-migration cancel");

    Result tooEarly = scene.migration().command("run", "--new-run");
    assertThat(tooEarly.output()).contains("still claims the target", "redis-migration cancel");
    assertThat(scene.migration().command("cancel").exitCode()).isZero();
    Result ended = when.migrationRuns();

    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(ExitCode.CANCELLED.number());
    everythingIsGivenUp();
  }

  @Test
  void withATargetThatIsGone() {
    when.migrationStreams();
    scene.target().kill9();

    Result ended = ended();

    assertThat(ended.output()).contains("claim", "redis-cli", "DEL redis-migration:checkpoint");
    then.sourceIsAsBefore();
    assertThat(scene.migration().status().parameters())
        .filteredOn(entry -> entry.side() == Side.TARGET)
        .isNotEmpty()
        .allMatch(entry -> entry.message().contains("redis-cli"))
        .anyMatch(entry -> entry.message().contains("ACL SETUSER 'default' '-@all' '+@all'"));
  }

  @Test
  void withASourceThatIsGone() {
    when.migrationStreams();
    scene.source().kill9();

    Result ended = ended();

    assertThat(ended.output()).contains("redis-cli", "CONFIG SET repl-timeout '60'");
    then.targetIsUnclaimed();
  }

  @Test
  void withBothGone() {
    when.migrationStreams();
    scene.source().kill9();
    scene.target().kill9();

    Result ended = ended();

    assertThat(ended.output())
        .contains("CONFIG SET repl-timeout '60'", "DEL redis-migration:checkpoint");
  }

  private void cancelled() {
    ended();
    everythingIsGivenUp();
  }

  private Result ended() {
    Result asked = scene.migration().command("cancel");
    assertThat(asked.exitCode()).as(asked.output()).isZero();
    Result ended = scene.migration().runner().awaitEnd(LIMIT);
    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(ExitCode.CANCELLED.number());
    return ended;
  }

  private void everythingIsGivenUp() {
    then.sourceIsAsBefore();
    then.targetIsUnclaimed().targetIsUnlocked();
    assertThat(scene.target().command("SET", "target", "is writable")).isEqualTo("OK");
  }
}
