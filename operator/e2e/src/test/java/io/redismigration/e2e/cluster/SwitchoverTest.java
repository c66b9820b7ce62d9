package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigrationStatus;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.Oracle;
import io.redismigration.testkit.kubernetes.NeedsKubernetes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients follow a Service and a Secret, and the migration leads them to the target. */
@NeedsKubernetes
class SwitchoverTest {
  private static final String CLIENTS = "orders-redis";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void clientsAreLedToTheTargetAndWatchedThatTheyStay() {
    stage.between("7.0", "newest").withSecret(Stage.PASSWORD);
    Dataset.seeded(1).keys(1_000).loadInto(stage.source());
    stage.service(CLIENTS, 6379, stage.source());
    stage.switcher(CLIENTS);
    clients();
    LiveMigration migration = stage.migration("orders");
    migration.apply(
        stage
            .manifest()
            .set(
                "spec.cutover.switchover",
                Map.of(
                    "serviceAccountName",
                    Stage.SWITCHER,
                    "endpointSlice",
                    stage.sliceToTarget(CLIENTS),
                    "secret",
                    Map.of(
                        "name",
                        CLIENTS,
                        "set",
                        Map.of("host", "redis-new", "passwordFromTarget", true)))));

    migration.confirm();
    RedisMigrationStatus completed = migration.await(Phase.Completed);

    assertThat(completed.cutover().switchover().objects())
        .extracting(object -> object.kind() + " " + object.state())
        .containsExactly("Secret Switched", "EndpointSlice Switched");
    assertThat(endpoint()).isEqualTo(stage.target().address());
    assertThat(secret("host")).isEqualTo("redis-new");
    assertThat(secret("password")).isEqualTo(Stage.PASSWORD);
    assertThat(secret("before-switchover.host")).isEqualTo("redis-old");
    Oracle.awaitSameData(stage.source(), stage.target(), LiveMigration.LIMIT);

    stage.service(CLIENTS, 6379, stage.source());
    migration.await("says who led clients back", status -> isSwitched(status, "Reverted"));
    assertThat(migration.status().cutover().switchover().byHand())
        .startsWith("kubectl patch secret " + CLIENTS)
        .doesNotContain(Stage.PASSWORD);

    stage.service(CLIENTS, 6379, stage.target());
    migration.await("sees that they are back", status -> isSwitched(status, "Switched"));
  }

  private static boolean isSwitched(RedisMigrationStatus status, String reason) {
    return status.conditions().stream()
        .anyMatch(
            condition ->
                condition.getType().equals("SwitchedOver") && condition.getReason().equals(reason));
  }

  private void clients() {
    stage
        .kubernetes()
        .kubectlReading(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: %1$s}
            stringData: {host: redis-old, password: of-the-source}
            """
                .formatted(CLIENTS),
            "apply",
            "--namespace",
            stage.namespace(),
            "-f",
            "-");
  }

  private String endpoint() {
    var slice =
        stage
            .kubernetes()
            .client()
            .discovery()
            .v1()
            .endpointSlices()
            .inNamespace(stage.namespace())
            .withName(CLIENTS)
            .get();
    return slice.getEndpoints().get(0).getAddresses().get(0)
        + ":"
        + slice.getPorts().get(0).getPort();
  }

  private String secret(String key) {
    Secret secret =
        stage
            .kubernetes()
            .client()
            .secrets()
            .inNamespace(stage.namespace())
            .withName(CLIENTS)
            .get();
    return new String(
        Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
  }
}
