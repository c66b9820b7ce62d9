package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.ExitCode;
import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.data.Dataset;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody else writes to the target while it is filled: noticed, named, and what follows. */
class ForeignWriteTest {

  /** From the write to the status, the planner's turn and a busy machine included. */
  private static final Duration SECONDS = Duration.ofSeconds(5);

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0"})
  void endsTheMigrationWhereTheManifestSaysSo(String target) {
    given.source("2.8").target(target).holding(Dataset.seeded(8).keys(200));
    given.manifest(
        Manifest.shortest()
            .set("spec.target.lock", "DetectOnly")
            .set("spec.target.foreignWrites", "Fail"));
    when.migrationStreams();

    try (RespConnection billing = scene.target().connect()) {
      billing.command("CLIENT", "SETNAME", "billing");
      billing.command("SET", "theirs", "1");
      Result ended = scene.migration().runner().awaitEnd(LIMIT);

      assertThat(ended.exitCode()).as(ended.output()).isEqualTo(ExitCode.FAILED.number());
      assertThat(ended.output()).contains("ForeignWrite", "127.0.0.1:", "(billing): set");
    }
    MigrationStatus status = scene.migration().status();
    assertThat(status.phase()).isEqualTo(Phase.FAILED);
    assertThat(status.failure().reason()).isEqualTo("ForeignWrite");
    assertThat(scene.target().command("GET", "theirs")).as("left alone").isEqualTo("1");
    then.parametersAreRestored();
  }

  @ParameterizedTest
  @ValueSource(strings = "7.0")
  void isToldWithinSecondsWhereItIsNot(String target) {
    given.source("7.0").target(target).holding(Dataset.seeded(8).keys(200));
    given.manifest(Manifest.shortest().set("spec.target.lock", "DetectOnly"));
    when.migrationStreams();

    try (RespConnection billing = scene.target().connect()) {
      billing.command("CLIENT", "SETNAME", "billing");
      billing.command("SET", "theirs", "1");

      scene.migration().await("the writer is named", ForeignWriteTest::namesBilling, SECONDS);
    }
    assertThat(scene.migration().status().phase()).isEqualTo(Phase.STREAMING);
    assertThat(scene.migration().command("status").output()).contains("(billing): set");
  }

  @Test
  void whoIsLetInAgainIsToldAndWhatWasWrittenIsComparedBeforeTheCutover() {
    given.source("7.0").target("7.0").holding(Dataset.seeded(8).keys(200));
    scene.source().command("SET", "ours", "1");
    when.migrationStreams();
    scene.migration().await("it may be cut over", ForeignWriteTest::isReady, LIMIT);

    scene.target().command("ACL", "SETUSER", "default", "+@write");
    scene.target().command("SET", "ours", "theirs");
    scene.migration().await("it is told", status -> names(status, "user default: let in"), SECONDS);
    scene.target().command("ACL", "SETUSER", "default", "-@write");

    scene
        .migration()
        .await(
            "it may not be cut over",
            status ->
                status.cutover().blockers().stream()
                    .anyMatch(blocker -> blocker.reason().equals("ForeignWrite")),
            SECONDS);
    assertThat(scene.migration().command("verify").exitCode()).isZero();
    scene
        .migration()
        .await(
            "the difference is found",
            status -> status.verification().state() == VerificationProgress.State.DIFFERENT,
            LIMIT);
    assertThat(scene.migration().status().verification().value()).isEqualTo(1);
  }

  private static boolean isReady(MigrationStatus status) {
    return status.cutover().token() != null && status.cutover().blockers().isEmpty();
  }

  private static boolean names(MigrationStatus status, String whom) {
    return status.verification() != null
        && status.verification().foreign() != null
        && status.verification().foreign().writers().stream()
            .anyMatch(writer -> writer.startsWith(whom));
  }

  private static boolean namesBilling(MigrationStatus status) {
    return status.verification() != null
        && status.verification().foreign() != null
        && status.verification().foreign().writers().stream()
            .anyMatch(writer -> writer.endsWith("(billing): set"));
  }
}
