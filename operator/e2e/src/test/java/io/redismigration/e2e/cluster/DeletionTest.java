package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.client.RespError;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.kubernetes.NeedsKubernetes;
import io.redismigration.testkit.waiting.Waiting;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** However a migration is deleted, the source is as before, and only then it is gone. */
@NeedsKubernetes
class DeletionTest {

  private static final String FENCE = "min-replicas-to-write";

  /** The same parameter by its former name. */
  private static final String FENCE_OF_OLD = "min-slaves-to-write";

  /** Longer than any test: what it holds back is let go by the test. */
  private static final String HOURS = "10000000";

  @RegisterExtension final Stage stage = new Stage();
  private Map<String, String> before;

  /** Of the target; null: it has none. */
  private RedisServer replica;

  @BeforeEach
  void aSourceWithData() {
    stage.between("7.0", "newest").withSecret(Stage.PASSWORD);
    Dataset.seeded(1).keys(20_000).loadInto(stage.source());
    before = parameters();
  }

  /** Every phase, and every policy where a worker is at work or has left something. */
  @ParameterizedTest(name = "in {0}, {1}")
  @CsvSource({
    "Validating, background",
    "AwaitingStart, foreground",
    "Preparing, orphan",
    "FullSync, foreground",
    "Streaming, background",
    "Streaming, foreground",
    "Streaming, orphan",
    "CuttingOver, background",
    "Failed, foreground"
  })
  void restoresTheSourceFirst(Phase phase, String cascade) {
    LiveMigration migration = stage.migration("orders");
    bring(migration, phase);

    migration.delete(cascade);

    if (phase == Phase.CuttingOver) {
      Waiting.until("the source is open again", LiveMigration.LIMIT, () -> !isClosed());
    }
    stage.target().command("CLIENT", "UNPAUSE");
    migration.awaitGone();
    assertThat(parameters()).isEqualTo(before);
    assertThat(stage.source().command("SET", "open", "again")).isEqualTo("OK");
    assertThat(claimed()).isEmpty();
    assertNothingIsLeft(migration);
  }

  static Stream<Arguments> everyPhaseByEveryPolicy() {
    return Stream.of(
            Phase.Validating,
            Phase.AwaitingStart,
            Phase.Preparing,
            Phase.FullSync,
            Phase.Streaming,
            Phase.CuttingOver,
            Phase.Failed)
        .flatMap(
            phase ->
                Stream.of("background", "foreground", "orphan")
                    .map(policy -> Arguments.of(phase, policy)));
  }

  @Tag("long")
  @ParameterizedTest(name = "in {0}, {1}")
  @MethodSource("everyPhaseByEveryPolicy")
  void restoresTheSourceFirstInEveryCombination(Phase phase, String cascade) {
    restoresTheSourceFirst(phase, cascade);
  }

  @Test
  void afterTheCommitItStandsAndTheReportSaysSo() {
    LiveMigration migration = stage.migration("orders");
    migration.apply(stage.manifest());
    migration.await(Phase.Streaming);
    try (RespConnection target = toTheClaim()) {
      migration.confirm();
      pauseOnceCommitted(target);
    }
    migration.await(
        "says that it is committed", status -> status.message().contains("restoring parameters"));

    migration.delete("orphan");
    stage.target().command("CLIENT", "UNPAUSE");
    migration.awaitGone();

    assertOnlyTheFenceIsLeft(migration);
    assertThat(report().getData())
        .containsEntry("phase", "Completed")
        .containsEntry("commands", lift());
  }

  @Test
  void afterItsEndNothingChangesAnyMore() {
    LiveMigration migration = stage.migration("orders");
    migration.apply(stage.manifest());
    migration.confirm();
    migration.await(Phase.Completed);
    Map<String, String> completed = parameters();

    migration.delete("foreground");
    migration.awaitGone();

    assertThat(parameters()).isEqualTo(completed);
    assertOnlyTheFenceIsLeft(migration);
    assertThat(report().getData()).containsEntry("phase", "Completed");
  }

  private void bring(LiveMigration migration, Phase phase) {
    Manifest manifest = stage.manifest();
    switch (phase) {
      case AwaitingStart -> migration.apply(manifest.set("spec.start.mode", "Manual"));
      case Preparing -> {
        migration.apply(manifest);
        migration.await(Phase.Preparing);
        pauseTarget();
        awaitPostponed();
      }
      // So slow that the full sync lasts until it is deleted.
      case FullSync -> migration.apply(manifest.set("spec.throttle.bytesPerSecond", "64Ki"));
      case CuttingOver -> fence(migration, manifest);
      case Failed -> {
        migration.apply(manifest);
        migration.await(Phase.Streaming);
        stage.target().restartEmpty();
      }
      default -> migration.apply(manifest);
    }
    migration.await(phase);
  }

  /** The source is closed, and the commit waits for a replica of the target that says nothing. */
  private void fence(LiveMigration migration, Manifest manifest) {
    replica = stage.servers().start("newest", stage.options());
    replica.command("CONFIG", "SET", "masterauth", Stage.PASSWORD);
    replica.command("REPLICAOF", stage.target().host(), Integer.toString(stage.target().port()));
    migration.apply(manifest.set("spec.cutover.fence", "MinReplicas"));
    migration.awaitOffer();
    assertThat(replica.info("master_link_status")).hasValue("up");
    replica.freeze();
    // It may have answered for all there was until then.
    stage.source().command("SET", "not", "answered for");
    migration.confirm();
    Waiting.until("the source is closed", LiveMigration.LIMIT, this::isClosed);
  }

  private void pauseTarget() {
    stage.target().command("CLIENT", "PAUSE", HOURS, "WRITE");
  }

  /** The worker waits for an answer. */
  private void awaitPostponed() {
    Waiting.sparingly(
        "the worker waits for the target",
        LiveMigration.LIMIT,
        () -> ((String) stage.target().command("CLIENT", "LIST")).contains("flags=b"));
  }

  private RespConnection toTheClaim() {
    RespConnection connection = stage.target().connect();
    connection.command("SELECT", Integer.toString(claimed().getAsInt()));
    return connection;
  }

  /** What follows the commit ends with the claim's removal, which has to wait. */
  private static void pauseOnceCommitted(RespConnection target) {
    Waiting.until(
        "it is committed",
        LiveMigration.LIMIT,
        () -> ((String) target.command("GET", Stage.CHECKPOINT)).contains("state=committed"));
    target.command("CLIENT", "PAUSE", HOURS, "WRITE");
  }

  private boolean isClosed() {
    return !parameters().get(FENCE).equals(before.get(FENCE));
  }

  /** The target's database in which a claim lies. */
  private OptionalInt claimed() {
    try (RespConnection connection = stage.target().connect()) {
      return IntStream.range(0, 16)
          .filter(
              database -> {
                connection.command("SELECT", Integer.toString(database));
                return connection.command("EXISTS", Stage.CHECKPOINT).equals(1L);
              })
          .findFirst();
    }
  }

  private void assertOnlyTheFenceIsLeft(LiveMigration migration) {
    assertThatThrownBy(() -> stage.source().command("SET", "late", "write"))
        .isInstanceOf(RespError.class)
        .hasMessageStartingWith("NOREPLICAS");
    Map<String, String> now = parameters();
    for (String name : List.of(FENCE, FENCE_OF_OLD)) {
      assertThat(now.put(name, before.get(name))).isNotEqualTo(before.get(name));
    }
    assertThat(now).isEqualTo(before);
    assertThat(claimed()).isEmpty();
    assertNothingIsLeft(migration);
  }

  private void assertNothingIsLeft(LiveMigration migration) {
    Waiting.sparingly(
        "nothing is left of it", LiveMigration.LIMIT, () -> migration.belongings().isEmpty());
    assertThat((String) stage.source().command("CLIENT", "LIST")).doesNotContain("flags=S");
  }

  private String lift() {
    return "redis-cli -h %s -p %d CONFIG SET %s '%s'"
        .formatted(stage.source().host(), stage.source().port(), FENCE, before.get(FENCE));
  }

  private ConfigMap report() {
    List<ConfigMap> reports =
        stage
            .kubernetes()
            .client()
            .configMaps()
            .inNamespace(stage.namespace())
            .withLabel("redismigration.io/report")
            .list()
            .getItems();
    assertThat(reports).hasSize(1);
    return reports.get(0);
  }

  private Map<String, String> parameters() {
    Map<String, String> values = new TreeMap<>();
    List<?> list = (List<?>) stage.source().command("CONFIG", "GET", "*");
    for (int i = 0; i < list.size(); i += 2) {
      values.put((String) list.get(i), (String) list.get(i + 1));
    }
    return values;
  }
}
