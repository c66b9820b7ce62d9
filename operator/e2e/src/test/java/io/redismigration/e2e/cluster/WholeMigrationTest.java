package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigrationStatus;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.client.RespError;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.Oracle;
import io.redismigration.testkit.data.OutageProbe;
import io.redismigration.testkit.kubernetes.NeedsKubernetes;
import io.redismigration.testkit.waiting.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** From helm install to Completed, as the README tells it. */
@NeedsKubernetes
@Isolated("measures an outage")
class WholeMigrationTest {

  private static final Duration OUTAGE_BAR = Duration.ofMillis(500);

  @RegisterExtension final Stage stage = new Stage();
  @TempDir private Path scratch;

  @Test
  void movesABusySourceAndLeavesNothingBehind() throws IOException {
    stage.between("7.0", "newest").withSecret(Stage.PASSWORD);
    Dataset.seeded(1).keys(50_000).loadInto(stage.source());
    Map<String, String> before = parameters(stage.source());
    Object users = stage.target().command("ACL", "LIST");
    OutageProbe probe =
        OutageProbe.between(
            stage.source(), stage.target(), Stage::isCommitted, LiveMigration.LIMIT);
    LiveMigration migration = stage.migration("orders");
    Path watched = Files.createFile(scratch.resolve("watched"));
    Process watch =
        stage.kubernetes().startKubectl(watched, "get", "rmig", "-w", "-n", stage.namespace());

    probe.awaitFirstWrite();
    WorkerStart start = WorkerStart.watch(stage.source());
    long applied = System.nanoTime();
    // The resources of a worker are what it has by default: this is what users get.
    migration.apply(stage.manifest().set("spec.worker", Map.of()));
    start
        .duration()
        .ifPresent(
            took ->
                Figures.record("container start to first byte of the source, ms", took.toMillis()));
    Waiting.until(
        "the first byte is copied",
        LiveMigration.LIMIT,
        () -> (Long) stage.target().command("DBSIZE") > 0);
    Figures.record(
        "kubectl apply to first key on the target, ms", (System.nanoTime() - applied) / 1_000_000);
    migration.await(Phase.Streaming);
    assertThat(migration.pods()).singleElement().satisfies(WholeMigrationTest::looksRestricted);
    assertThatThrownBy(() -> stage.target().command("SET", "theirs", "1"))
        .isInstanceOf(RespError.class)
        .hasMessageStartingWith("NOPERM");
    RedisMigrationStatus streaming =
        migration.await("applies the stream", status -> applied(status) > 0);
    migration.await("follows the writer", status -> applied(status) > applied(streaming));
    Figures.record("memory of the worker, MiB", memory(stage.namespace()));
    Figures.record("memory of the operator, MiB", memory(stage.operator().namespace()));
    migration.confirm();
    RedisMigrationStatus completed = migration.await(Phase.Completed);
    Figures.record("kubectl apply to Completed, ms", (System.nanoTime() - applied) / 1_000_000);
    Waiting.until(
        "the watch shows it", LiveMigration.LIMIT, () -> read(watched).contains("Completed"));
    watch.destroy();

    Figures.record("outage by the worker's own account, ms", completed.cutover().outageMillis());
    Figures.record("outage seen by a probing writer, ms", probe.outage().toMillis());
    assertThat(probe.outage()).isLessThan(OUTAGE_BAR);
    Oracle.awaitSameData(
        stage.source(), stage.target(), OutageProbe.KEY::equals, LiveMigration.LIMIT);
    assertThat(stage.target().command("GET", OutageProbe.KEY))
        .as("every write the probe was told of, and its first on the target")
        .isEqualTo(
            Long.toString(
                1 + Long.parseLong((String) stage.source().command("GET", OutageProbe.KEY))));
    Waiting.sparingly(
        "nothing is left of it", LiveMigration.LIMIT, () -> migration.belongings().isEmpty());
    assertOnlyTheFenceIsLeft(before, completed);
    assertThat(completed.resolved().lock()).isEqualTo("Acl");
    assertThat(stage.target().command("ACL", "LIST")).isEqualTo(users);
    assertPhasesInOrder(read(watched));
  }

  /** A kubelet needs some seconds to measure a new pod. */
  private Map<String, Long> memory(String namespace) {
    Waiting.sparingly(
        "the kubelet has measured",
        LiveMigration.LIMIT,
        () -> {
          Map<String, Long> measured = Figures.memoryOfPods(stage.kubernetes(), namespace);
          return !measured.isEmpty() && measured.values().stream().allMatch(mib -> mib > 0);
        });
    return Figures.memoryOfPods(stage.kubernetes(), namespace);
  }

  private static long applied(RedisMigrationStatus status) {
    return status.shards() == null || status.shards().get(0).appliedOffset() == null
        ? 0
        : status.shards().get(0).appliedOffset();
  }

  private static void looksRestricted(Pod pod) {
    assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSpec().getContainers())
        .allSatisfy(
            container -> {
              assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
              assertThat(container.getResources().getLimits())
                  .containsKeys("cpu", "memory", "ephemeral-storage");
              assertThat(container.getResources().getRequests())
                  .containsKeys("cpu", "memory", "ephemeral-storage");
            });
  }

  private void assertOnlyTheFenceIsLeft(
      Map<String, String> before, RedisMigrationStatus completed) {
    assertThatThrownBy(() -> stage.source().command("SET", "late", "write"))
        .isInstanceOf(RespError.class)
        .hasMessageStartingWith("NOREPLICAS");
    String command = completed.cutover().openSource();
    assertThat(command).startsWith("redis-cli ").contains("CONFIG SET min-replicas-to-write");
    List<String> words = Stream.of(command.split(" ")).map(word -> word.replace("'", "")).toList();
    int config = words.indexOf("CONFIG");
    stage.source().command(words.subList(config, config + 4).toArray(String[]::new));
    assertThat(parameters(stage.source())).isEqualTo(before);
    assertThat(stage.source().command("SET", "late", "write")).isEqualTo("OK");
  }

  private static void assertPhasesInOrder(String watched) {
    List<String> phases =
        watched
            .lines()
            .filter(line -> line.startsWith("orders "))
            .map(line -> line.split(" +")[1])
            .distinct()
            .toList();
    assertThat(phases)
        .containsSubsequence("Validating", "Preparing", "Streaming", "CuttingOver", "Completed")
        .doesNotContain("Failed", "Cancelling");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> parameters(RedisServer server) {
    Map<String, String> values = new TreeMap<>();
    List<?> list = (List<?>) server.command("CONFIG", "GET", "*");
    for (int i = 0; i < list.size(); i += 2) {
      values.put((String) list.get(i), (String) list.get(i + 1));
    }
    return values;
  }
}
