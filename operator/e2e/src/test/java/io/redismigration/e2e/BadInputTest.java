package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.ExitCode;
import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.SilentHost;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.net.Ports;
import io.redismigration.testkit.tls.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void aWrongPasswordOfTheTarget() {
    given.target(VERSION, ServerOptions.defaults().requirepass("right"));
    scene.migration().dials(Manifest.NEW, scene.target().address());
    scene.migration().secret("new", "password", "wrong-password");
    given.manifest(
        Manifest.shortest()
            .set("spec.target.auth.passwordSecretRef", Map.of("name", "new", "key", "password")));

    refusedByCheck("TargetAuthenticated", "spec.target.auth.passwordSecretRef");
  }

  @Test
  void noPasswordWhereThereMustBe() {
    given.source(VERSION, ServerOptions.defaults().requirepass("right"));
    scene.migration().dials(Manifest.OLD, scene.source().address());

    refusedByCheck("SourceAuthenticated", "set spec.source.auth.passwordSecretRef");
  }

  @Test
  void aUserWithTooFewRights() {
    given.target(VERSION, ServerOptions.defaults().user("mover", "pw", "~app:* +@read +ping"));
    scene.migration().dials(Manifest.NEW, scene.target().address());
    scene.migration().secret("new", "username", "mover");
    scene.migration().secret("new", "password", "pw");
    given.manifest(
        Manifest.shortest()
            .set("spec.target.auth.usernameSecretRef", Map.of("name", "new", "key", "username"))
            .set("spec.target.auth.passwordSecretRef", Map.of("name", "new", "key", "password")));

    Result refused = refusedByCheck("TargetPermissions", "ACL SETUSER mover ");

    assertThat(refused.output()).contains("~*", "+del").doesNotContain("+get ");
  }

  @Test
  void aCommandThatWasRenamed() {
    given.target("6.2", ServerOptions.defaults().config("rename-command", "FLUSHDB \"\""));
    scene.migration().dials(Manifest.NEW, scene.target().address());

    refusedByCheck("TargetCommandsKnown", "flushdb");
  }

  @Test
  void aPasswordThatIsNotThere() {
    given.manifest(
        Manifest.shortest()
            .set("spec.target.auth.passwordSecretRef", Map.of("name", "new", "key", "password")));

    Result refused = refusedByCheck("TargetSecrets", "spec.target.auth");

    assertThat(refused.output())
        .contains("REDIS_MIGRATION_SECRET_NEW_PASSWORD")
        .doesNotContain("Secret new", "create the Secret");
  }

  @Test
  void aHostThatHasNoAddress() {
    scene.migration().dials(Manifest.OLD, "nowhere.invalid:6379");

    refusedByCheck("SourceResolves", "spec.source.endpoints");
  }

  @Test
  void aHostThatDoesNotAnswer() {
    try (SilentHost silent = SilentHost.open()) {
      scene.migration().dials(Manifest.OLD, silent.address());

      Result refused = refusedByCheck("SourceReachable", "spec.source.endpoints");

      assertThat(refused.output()).contains("did not answer", "--resolve");
    }
  }

  @Test
  void aServerThatTakesConnectionsAndSaysNothing() {
    scene.toSource().stall();

    Result refused = refusedByCheck("SourceReachable", "spec.source.endpoints");

    assertThat(refused.output()).contains("did not answer");
  }

  @Test
  void aClosedPort() {
    scene.migration().dials(Manifest.NEW, "127.0.0.1:" + Ports.free());

    Result refused = refusedByCheck("TargetReachable", "spec.target.endpoints");

    assertThat(refused.output()).contains("refused", "--resolve");
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
  void aCertificateOfAnUnknownAuthority() throws IOException {
    TestCertificates theirs = TestCertificates.create();
    secured(theirs, TestCertificates.create());

    refusedByCheck("SourceTls", "spec.source.tls.caSecretRef");
  }

  @Test
  void aCertificateForAnotherHost() throws IOException {
    TestCertificates theirs = TestCertificates.forHost("redis.example");
    secured(theirs, theirs);

    refusedByCheck("SourceTls", "spec.source.tls.serverName");
  }

  @Test
  void aTargetThatHoldsSomething() {
    scene.target().command("SET", "mine", "1");

    Result refused = when.migrationRuns();

    assertThat(refused.output())
        .contains("TargetEmpty", "holds 1 key;", "empty it", "spec.target.endpoints")
        .contains("spec.target.existingData");
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

  /** A source that speaks TLS, and a migration that trusts an authority. */
  private void secured(TestCertificates server, TestCertificates trusted) throws IOException {
    RedisServer source = scene.servers().start(VERSION, ServerOptions.defaults().tls(server));
    scene.migration().dials(Manifest.OLD, source.address());
    Path authority = trusted.writeTo(scene.dir().resolve("trusted")).authority();
    scene.migration().secret("old", "ca.crt", Files.readString(authority));
    given.manifest(
        Manifest.shortest()
            .set("spec.source.tls.caSecretRef", Map.of("name", "old", "key", "ca.crt")));
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
