package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.ExitCode;
import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.net.Ports;
import io.redismigration.testkit.tls.TestCertificates;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each mistake is told with the field it is in and the way out, and changes nothing. */
class BadInputTest {

  private static final String VERSION = "7.0";

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  @BeforeEach
  void twoServers() {
    given.source(VERSION).target(VERSION).holding(Dataset.seeded(5).keys(500));
  }

  @Test
  void aWrongPassword() {
    given.source(VERSION, ServerOptions.defaults().requirepass("right"));
    scene.migration().dials(Manifest.OLD, scene.source().address());
    scene.migration().secret("old", "password", "wrong-password");
    given.manifest(
        Manifest.shortest()
            .set("spec.source.auth.passwordSecretRef", Map.of("name", "old", "key", "password")));

    Result refused = refusedByCheck("SourceAuthenticated", "spec.source.auth.passwordSecretRef");

    assertThat(refused.output() + scene.migration().log()).doesNotContain("wrong-password");
  }

  @Test
  void aPasswordThatIsNotThere() {
    given.manifest(
        Manifest.shortest()
            .set("spec.target.auth.passwordSecretRef", Map.of("name", "new", "key", "password")));

    refusedByCheck("TargetSecrets", "spec.target.auth");
  }

  @Test
  void aHostThatHasNoAddress() {
    scene.migration().dials(Manifest.OLD, "nowhere.invalid:6379");

    refusedByCheck("SourceResolves", "spec.source.endpoints");
  }

  @Test
  void aClosedPort() {
    scene.migration().dials(Manifest.NEW, "127.0.0.1:" + Ports.free());

    refusedByCheck("TargetReachable", "refused");
  }

  @Test
  void tlsWhereThereIsNone() {
    given.manifest(Manifest.shortest().set("spec.source.tls.insecureSkipVerify", true));

    refusedByCheck("SourceTls", "spec.source.tls");
  }

  @Test
  void noTlsWhereThereMustBe() {
    RedisServer secured =
        scene.servers().start(VERSION, ServerOptions.defaults().tls(TestCertificates.create()));
    scene.migration().dials(Manifest.OLD, secured.address());

    refusedByCheck("SourceReachable", "spec.source.tls");
  }

  @Test
  void aTargetThatHoldsSomething() {
    scene.target().command("SET", "mine", "1");

    Result refused = when.migrationRuns();

    assertThat(refused.output()).contains("TargetEmpty", "empty it");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_VALID.number());
    assertThat(scene.target().command("DBSIZE")).isEqualTo(1L);
    then.sourceIsAsBefore();
  }

  @Test
  void aTargetThatAnotherRunClaims() {
    when.migrationStreams().migrationIsKilled();
    long keys = (Long) scene.target().command("DBSIZE");

    try (Scene another = new Scene()) {
      another.given().source(VERSION).target(VERSION);
      another.migration().dials(Manifest.NEW, scene.target().address());
      Result refused = another.when().migrationRuns();

      assertThat(refused.output()).contains("TargetNotClaimed", "DEL redis-migration:checkpoint");
      assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_VALID.number());
    }
    assertThat(scene.target().command("DBSIZE")).isEqualTo(keys);
  }

  @Test
  void aSourceThatIsTheTarget() {
    scene.migration().dials(Manifest.NEW, scene.source().address());

    refusedByCheck("DistinctInstances", "spec.target.endpoints");
  }

  @Test
  void aFieldThatDoesNotExist() {
    given.manifest(Manifest.shortest().set("spec.cutover.maxLagg", "1s"));

    refusedAtOnce("spec.cutover.maxLagg", "maxLag");
  }

  @Test
  void aValueOfTheWrongType() {
    given.manifest(Manifest.shortest().set("spec.source.endpoints", "redis-old:6379"));

    refusedAtOnce("spec.source.endpoints", "list");
  }

  @Test
  void aFeatureThatIsNotThere() {
    given.manifest(Manifest.shortest().set("spec.mode", "Relay"));

    refusedByCheck("NotSupportedYet", "spec.mode");
  }

  @Test
  void aSpoolWithoutRoom() {
    given.manifest(Manifest.shortest().set("spec.worker.spool.size", "64Ki"));

    refusedByCheck("SpoolSize", "spec.worker.spool");
  }

  private Result refusedByCheck(String check, String field) {
    Result refused = when.migrationRuns();
    assertThat(refused.output()).contains(check, field);
    assertThat(refused.exitCode()).as(refused.output()).isEqualTo(ExitCode.NOT_VALID.number());
    then.targetIsEmpty().sourceIsAsBefore();
    return refused;
  }

  private void refusedAtOnce(String... words) {
    Result refused = when.migrationRuns();
    assertThat(refused.output()).contains(words);
    assertThat(refused.exitCode()).as(refused.output()).isEqualTo(ExitCode.USAGE.number());
    then.targetIsEmpty();
  }
}
