package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.ExitCode;
import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.testkit.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Values of a module's type: vector sets, a module that Redis 8.0 brings along. */
class ModuleTypesTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration NEARLY = Duration.ofMillis(500);

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @Test
  void aTypeTheTargetDoesNotKnowIsRefusedBeforeAnythingIsWritten() {
    given.source("8.0").target("7.0");
    scene.source().command("SET", "plain", "1");
    addVector("places", "1", "2", "3");

    Result refused = when.migrationRuns();

    assertThat(refused.output())
        .contains(
            "Modules", "\"places\" (vectorset) in database 0", "spec.target.endpoints", "delete");
    assertThat(refused.exitCode()).as(refused.output()).isEqualTo(ExitCode.NOT_VALID.number());
    then.targetIsEmpty().sourceIsAsBefore();
  }

  @Test
  void aTypeTheTargetDoesNotKnowThatComesLaterEndsTheMigrationByName() {
    given.source("8.0").target("7.0");
    when.migrationStreams();

    addVector("places", "1", "2", "3");
    Result ended = scene.migration().runner().awaitEnd(LIMIT);

    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(ExitCode.FAILED.number());
    assertThat(ended.output()).contains("VADD", "places");
    then.parametersAreRestored();
  }

  @Test
  void aTypeTheTargetKnowsIsCopied() {
    given.source("8.0").target("8.0");
    addVector("places", "1", "2", "3");
    addVector("places", "7", "8", "9");

    then.completed(when.migrationStreams().untilCaughtUp(NEARLY).cutoverIsConfirmed())
        .parametersAreRestored();

    assertThat(similar(scene.target())).isEqualTo(similar(scene.source()));
  }

  /** The server draws lots when it adds to a vector set, so that each side builds another graph. */
  @Test
  void aTypeTheTargetKnowsIsFollowedAndProvenEqual() {
    given.source("8.0").target("8.0");
    addVector("places", "1", "2", "3");
    when.migrationStreams();

    for (int i = 0; i < 200; i++) {
      addVector("places", Integer.toString(i), "2", "3");
    }

    then.completed(when.untilCaughtUp(NEARLY).cutoverIsConfirmed()).parametersAreRestored();
    assertThat(scene.target().command("VCARD", "places")).isEqualTo(200L);
    assertThat(scene.migration().status().verification().state())
        .isEqualTo(VerificationProgress.State.PASSED);
  }

  private static Object similar(RedisServer server) {
    return server.command("VSIM", "places", "ELE", "e1", "WITHSCORES");
  }

  private void addVector(String key, String x, String y, String z) {
    scene.source().command("VADD", key, "VALUES", "3", x, y, z, "e" + x);
  }
}
