package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.kubernetes.NeedsKubernetes;
import io.redismigration.testkit.waiting.Waiting;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However a migration is deleted, the source is as before, and only then it is gone. */
@NeedsKubernetes
class DeletionTest {

  private static final List<String> PARAMETERS =
      List.of(
          "client-output-buffer-limit",
          "repl-backlog-size",
          "repl-timeout",
          "min-replicas-to-write");

  @RegisterExtension final Stage stage = new Stage();
  private Map<String, String> before;

  @BeforeEach
  void aSourceWithData() {
    stage.between("7.0", "newest").withSecret(Stage.PASSWORD);
    Dataset.seeded(1).keys(20_000).loadInto(stage.source());
    before = parameters();
  }

  @ParameterizedTest(name = "in {0}, {1}")
  @CsvSource({
    "Validating, background",
    "FullSync, foreground",
    "FullSync, orphan",
    "Streaming, background",
    "Streaming, foreground",
    "Streaming, orphan"
  })
  void restoresTheSourceFirst(Phase phase, String cascade) {
    LiveMigration migration = stage.migration("orders");
    // So slow that the full sync lasts until it is deleted.
    migration.apply(
        phase == Phase.FullSync
            ? stage.manifest().set("spec.throttle.bytesPerSecond", "64Ki")
            : stage.manifest());
    migration.await(phase);

    migration.delete(cascade);

    migration.awaitGone();
    assertThat(parameters()).isEqualTo(before);
    Waiting.until(
        "nothing is left of it", LiveMigration.LIMIT, () -> migration.belongings().isEmpty());
    assertThat((String) stage.source().command("CLIENT", "LIST")).doesNotContain("flags=S");
  }

  private Map<String, String> parameters() {
    return PARAMETERS.stream()
        .collect(
            Collectors.toMap(
                name -> name,
                name -> (String) ((List<?>) stage.source().command("CONFIG", "GET", name)).get(1)));
  }
}
