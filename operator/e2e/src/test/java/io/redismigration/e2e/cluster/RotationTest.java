package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.Oracle;
import io.redismigration.testkit.kubernetes.NeedsKubernetes;
import io.redismigration.testkit.waiting.Waiting;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A password that changes while the stream is followed. */
@NeedsKubernetes
class RotationTest {

  private static final String NEXT = "another horse";

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void aNewPasswordNeedsNoRestart() {
    stage.between("7.0", "newest").withSecret(Stage.PASSWORD);
    Dataset.seeded(1).keys(2_000).loadInto(stage.source());
    bothLetIn(Stage.PASSWORD);
    LiveMigration migration = stage.migration("orders");
    Map<String, String> username = Map.of("name", Stage.SECRET, "key", "username");
    migration.apply(
        stage
            .manifest()
            .set("spec.source.auth.usernameSecretRef", username)
            .set("spec.target.auth.usernameSecretRef", username));
    migration.await(Phase.Streaming);
    Pod worker = migration.pods().get(0);

    stage.withSecret(NEXT);
    bothLetIn(NEXT);
    stage.source().command("CLIENT", "KILL", "USER", Stage.USER);
    stage.target().command("CLIENT", "KILL", "USER", Stage.USER);
    stage.source().command("SET", "after", "rotation");

    Waiting.until(
        "the stream goes on with the new password",
        LiveMigration.LIMIT,
        () -> "rotation".equals(stage.target().command("GET", "after")));
    assertThat(migration.pods())
        .singleElement()
        .satisfies(
            same -> {
              assertThat(same.getMetadata().getUid()).isEqualTo(worker.getMetadata().getUid());
              assertThat(same.getStatus().getContainerStatuses().get(0).getRestartCount()).isZero();
            });
    migration.confirm();
    migration.await(Phase.Completed);
    assertThat(migration.status().shards().get(0).fullResyncs()).isZero();
    Oracle.awaitSameData(stage.source(), stage.target(), LiveMigration.LIMIT);
  }

  private void bothLetIn(String password) {
    for (RedisServer server : List.of(stage.source(), stage.target())) {
      server.command(
          "ACL", "SETUSER", Stage.USER, "on", "resetpass", ">" + password, "~*", "&*", "+@all");
    }
  }
}
