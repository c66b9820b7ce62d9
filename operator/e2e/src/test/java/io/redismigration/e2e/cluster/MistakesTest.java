package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.redismigration.api.v1alpha1.CheckResult;
import io.redismigration.api.v1alpha1.CheckStatus;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigrationStatus;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.kubernetes.NeedsKubernetes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people get wrong, and what they are told. */
@NeedsKubernetes
class MistakesTest {

  @RegisterExtension final Stage stage = new Stage();

  @BeforeEach
  void twoServers() {
    stage.between("7.0", "newest");
    Dataset.seeded(1).keys(500).loadInto(stage.source());
  }

  @Test
  void aSecretThatIsMissingIsNamedAndMayComeLater() {
    LiveMigration migration = stage.migration("early");
    migration.apply(stage.manifest());

    RedisMigrationStatus waiting =
        migration.await("misses the Secret", status -> check(status, "SourceSecrets").isPresent());

    assertThat(waiting.phase()).isEqualTo(Phase.Validating);
    assertThat(check(waiting, "SourceSecrets").orElseThrow().message()).contains(Stage.SECRET);
    stage.withSecret(Stage.PASSWORD);
    migration.await(Phase.Streaming);
  }

  @Test
  void aWrongKeyAndAWrongPasswordAreToldApart() {
    stage.withSecret("not the password");
    LiveMigration key = stage.migration("wrong-key");
    LiveMigration password = stage.migration("wrong-password");
    key.apply(
        stage
            .manifest()
            .set(
                "spec.source.auth.passwordSecretRef",
                Map.of("name", Stage.SECRET, "key", "passwort")));
    password.apply(stage.manifest());

    CheckStatus missing = awaitCheck(key, "SourceSecrets");
    CheckStatus refused = awaitCheck(password, "SourceAuthenticated");

    assertThat(missing.message()).contains("passwort");
    assertThat(refused.message()).doesNotContain("not the password");
    assertThat(refused.suggestion()).isNotEmpty();
  }

  @Test
  void anAddressWhereNobodyListensIsNamed() {
    stage.withSecret(Stage.PASSWORD);
    LiveMigration migration = stage.migration("nowhere");
    String nowhere = stage.kubernetes().hostAddress() + ":1";

    migration.apply(stage.manifest().set("spec.source.endpoints", List.of(nowhere)));

    CheckStatus check = awaitCheck(migration, "SourceReachable");
    assertThat(check.message() + check.suggestion()).contains(nowhere);
  }

  @Test
  void aTargetWithDataIsLeftAlone() {
    stage.withSecret(Stage.PASSWORD);
    stage.target().command("SET", "mine", "here");
    LiveMigration migration = stage.migration("full");

    migration.apply(stage.manifest());

    RedisMigrationStatus failed = migration.await(Phase.Failed);
    assertThat(check(failed, "TargetEmpty").orElseThrow().suggestion()).isNotEmpty();
    assertThat(stage.target().command("GET", "mine")).isEqualTo("here");
    assertThat(stage.target().command("DBSIZE")).isEqualTo(1L);
  }

  @Test
  void ofTwoMigrationsToOneTargetTheSecondIsRefusedWhateverItsHostName() {
    stage.withSecret(Stage.PASSWORD);
    LiveMigration first = stage.migration("first");
    first.apply(stage.manifest());
    first.await(Phase.Streaming);
    LiveMigration second = stage.migration("second");
    stage.service("another-name", 6379, stage.target());

    second.apply(stage.manifest().set("spec.target.endpoints", List.of("another-name:6379")));

    RedisMigrationStatus failed = second.await(Phase.Failed);
    assertThat(check(failed, "TargetNotClaimed")).isPresent();
    assertThat(first.status().phase()).isEqualTo(Phase.Streaming);
  }

  @Test
  void aQuotaThatRefusesThePodIsToldAndMayBeRaised() {
    stage.withSecret(Stage.PASSWORD);
    var quotas = stage.kubernetes().client().resourceQuotas().inNamespace(stage.namespace());
    quotas
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("none")
                .endMetadata()
                .withNewSpec()
                .withHard(Map.of("pods", new Quantity("0")))
                .endSpec()
                .build())
        .create();
    LiveMigration migration = stage.migration("refused");

    migration.apply(stage.manifest());

    migration.await(
        "says that the pod was refused",
        status ->
            status.conditions() != null
                && status.conditions().stream()
                    .anyMatch(condition -> condition.getMessage().contains("quota")));
    quotas.withName("none").delete();
    migration.await(Phase.Streaming);
  }

  @Test
  void aLimitRangeThatThePodViolatesIsToldAndMayBeLifted() {
    stage.withSecret(Stage.PASSWORD);
    var ranges = stage.kubernetes().client().limitRanges().inNamespace(stage.namespace());
    ranges
        .resource(
            new LimitRangeBuilder()
                .withNewMetadata()
                .withName("small")
                .endMetadata()
                .withNewSpec()
                .addNewLimit()
                .withType("Container")
                .withMax(Map.of("memory", new Quantity("64Mi")))
                .endLimit()
                .endSpec()
                .build())
        .create();
    LiveMigration migration = stage.migration("too-large");

    migration.apply(stage.manifest());

    migration.await(
        "says what the range allows and what to change",
        status ->
            status.conditions() != null
                && status.conditions().stream()
                    .filter(condition -> condition.getReason().equals("AdmissionRefused"))
                    .anyMatch(
                        condition ->
                            condition.getMessage().contains("64Mi")
                                && condition.getMessage().contains("spec.worker")));
    ranges.withName("small").delete();
    migration.await(Phase.Streaming);
  }

  private static CheckStatus awaitCheck(LiveMigration migration, String name) {
    return check(migration.await("fails " + name, status -> check(status, name).isPresent()), name)
        .orElseThrow();
  }

  private static Optional<CheckStatus> check(RedisMigrationStatus status, String name) {
    return status.checks() == null
        ? Optional.empty()
        : status.checks().stream()
            .filter(check -> check.name().equals(name) && check.result() == CheckResult.Failed)
            .findFirst();
  }
}
