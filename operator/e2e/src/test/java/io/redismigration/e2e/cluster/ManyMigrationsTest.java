package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationStatus;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.kubernetes.NeedsKubernetes;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What fifty migrations that stream at once cost the control plane. One is real; the others' pods
 * are scheduled to a node whose kubelet is played, and their workers report like the real one.
 */
@NeedsKubernetes
@Isolated("its figures are of these migrations alone")
class ManyMigrationsTest {

  private static final int MANY = 50;

  /** Label of those whose delays are measured: watching all of them would be half of the load. */
  private static final String WATCHED = "watched";

  private static final String MEMBER = "many";
  private static final Duration LATEST = Duration.ofSeconds(10);
  private static final double MOST_REQUESTS = 60;
  private static final long MEMORY_LIMIT_MIB = 512;
  private static final String RECONCILIATION =
      "operator_sdk_controllers_execution_reconcile_seconds";

  @RegisterExtension final Stage stage = new Stage();
  private final Delays delays = new Delays(ManyMigrationsTest::isWatched);
  @AutoClose private SharedIndexInformer<RedisMigration> watched;
  @AutoClose private IdleWorkers workers;
  @AutoClose private PlayedNode node;

  @BeforeEach
  void oneRealMigrationUnderAFreshOperator() {
    stage.operator().killPods();
    stage.operator().awaitReady(1);
    stage.between("7.0", "newest").withSecret(Stage.PASSWORD);
    Dataset.seeded(1).keys(1_000).loadInto(stage.source());
    var client = stage.kubernetes().client();
    workers = new IdleWorkers(client, stage.namespace(), delays);
    node = new PlayedNode(client, workers::start);
    watched =
        client
            .resources(RedisMigration.class)
            .inNamespace(stage.namespace())
            .withLabel(WATCHED)
            .inform(new AppliedOffsets());
    LiveMigration real = stage.migration("real");
    real.apply(stage.manifest());
    real.await(Phase.Streaming);
    Waiting.sparingly("it is verified", LiveMigration.LIMIT, workers::haveExamples);
  }

  @Test
  void areFollowedInTimeAndWithinBounds() {
    stream(Duration.ofSeconds(40));
  }

  @Test
  @Tag("long")
  void areFollowedForMinutes() {
    stream(Duration.ofMinutes(5));
  }

  private void stream(Duration window) {
    Usage alone = Usage.of(stage);
    long applied = System.nanoTime();
    stage
        .kubernetes()
        .kubectlReading(manifests(), "apply", "--namespace", stage.namespace(), "-f", "-");
    Waiting.sparingly("all of them stream", LiveMigration.LIMIT, () -> streaming() == MANY + 1);
    Figures.record("50 migrations, kubectl apply until all stream, ms", millisSince(applied));

    delays.begin();
    Usage before = Usage.of(stage);
    Waiting.sparingly(
        "the time is over", window.plusMinutes(1), () -> before.age().compareTo(window) >= 0);
    Usage after = Usage.of(stage);

    assertThat(streaming()).isEqualTo(MANY + 1);
    assertDelays();
    assertRequests(before, after);
    Figures.record(
        "51 migrations, a reconciliation, ms",
        decimal(
            1000
                * after.since(before, RECONCILIATION + "_sum")
                / after.since(before, RECONCILIATION + "_count")));
    Figures.record("51 migrations, operator's processors", decimal(after.processors(before)));
    Figures.record(
        "memory of the operator at 1 and at 51 migrations, MiB",
        alone.memoryMib() + ", " + after.memoryMib());
    assertThat(after.memoryMib()).isLessThan(MEMORY_LIMIT_MIB);
    deleteThem();
  }

  private static String manifests() {
    return IntStream.range(0, MANY)
        .mapToObj(
            number ->
                PlayedNode.on(Manifest.shortest())
                    .set("metadata.name", "many-" + number)
                    .set("metadata.labels", labels("many-" + number))
                    .set("spec.source.endpoints", List.of("old-%d:6379".formatted(number)))
                    .set("spec.target.endpoints", List.of("new-%d:6379".formatted(number)))
                    .text())
        .collect(
            Collectors.joining(",", "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[", "]}"));
  }

  private static Map<String, String> labels(String name) {
    return isWatched(name) ? Map.of(MEMBER, "yes", WATCHED, "yes") : Map.of(MEMBER, "yes");
  }

  private static boolean isWatched(String name) {
    return name.endsWith("0") || name.endsWith("5");
  }

  /** By the operator's own count. */
  private long streaming() {
    return (long) Usage.metrics(stage).sum("redis_migration_migrations", "phase=\"Streaming\"");
  }

  private void assertDelays() {
    for (Delays.Kind kind : Delays.Kind.values()) {
      Delays.Summary delay = delays.summary(kind);
      Figures.record(
          "51 migrations, task's status to migration's, %s, ms"
              .formatted(kind.name().toLowerCase(Locale.ROOT)),
          delay);
      assertThat(delay.count()).isPositive();
      assertThat(delay.p99()).isLessThan(LATEST.toMillis());
    }
    assertThat(delays.longestWait()).isLessThan(LATEST);
  }

  private void assertRequests(Usage before, Usage after) {
    double minutes = after.takenNanos() - before.takenNanos();
    minutes /= Duration.ofMinutes(1).toNanos();
    Map<String, Double> each = new TreeMap<>();
    double all = 0;
    for (Map.Entry<String, Double> sum : after.requestsSince(before).entrySet()) {
      double rate = sum.getValue() / minutes / (MANY + 1);
      if (rate > 0) {
        each.put(sum.getKey(), Double.valueOf(decimal(rate)));
      }
      all += rate;
    }
    Figures.record(
        "51 migrations, requests of the operator per migration and minute",
        decimal(all) + " " + each);
    assertThat(all).isBetween(1.0, MOST_REQUESTS);
    assertThat(after.requestsSince(before).get("update redismigrations/status"))
        .as("what the API server counts, who sees all of it")
        .isCloseTo(after.statusWrites() - before.statusWrites(), withinPercentage(10));
  }

  private void deleteThem() {
    long deleted = System.nanoTime();
    stage
        .kubernetes()
        .kubectl("delete", "rmig", "--namespace", stage.namespace(), "-l", MEMBER, "--wait=false");
    Waiting.sparingly("they are gone", LiveMigration.LIMIT, () -> members() == 0);
    Figures.record("50 migrations, kubectl delete until all are gone, ms", millisSince(deleted));
  }

  private int members() {
    return stage
        .kubernetes()
        .client()
        .genericKubernetesResources("redismigration.io/v1alpha1", "RedisMigration")
        .inNamespace(stage.namespace())
        .withLabel(MEMBER)
        .list()
        .getItems()
        .size();
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** Tells the delays what each migration's status says. */
  private final class AppliedOffsets implements ResourceEventHandler<RedisMigration> {
    @Override
    public void onAdd(RedisMigration migration) {
      seen(migration);
    }

    @Override
    public void onUpdate(RedisMigration before, RedisMigration migration) {
      seen(migration);
    }

    @Override
    public void onDelete(RedisMigration migration, boolean unknown) {
      seen(migration);
    }

    private void seen(RedisMigration migration) {
      RedisMigrationStatus status = migration.getStatus();
      if (status != null && status.shards() != null && !status.shards().isEmpty()) {
        Long offset = status.shards().get(0).appliedOffset();
        delays.seen(migration.getMetadata().getName(), offset == null ? 0 : offset);
      }
    }
  }
}
