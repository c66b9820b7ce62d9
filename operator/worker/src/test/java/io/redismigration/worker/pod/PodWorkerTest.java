package io.redismigration.worker.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.api.v1alpha1.RedisMigrationTaskSpec;
import io.redismigration.api.v1alpha1.RedisMigrationTaskStatus;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.kubernetes.ApiServer;
import io.redismigration.testkit.net.FaultProxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders written into a real API server, carried out on real servers, with a pod's rights. */
class PodWorkerTest {
  private static ApiServer api;

  private final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;
  private TaskBed bed;
  private RedisServer source;
  private RedisServer target;
  private Given given;
  private String timeout;

  @BeforeAll
  static void startApiServer() {
    api = ApiServer.start();
    TaskBed.define(api);
  }

  @AfterAll
  static void stopApiServer() {
    api.close();
  }

  @BeforeEach
  void given() {
    bed = new TaskBed(api, directory);
    given(servers.start("7.0"), servers.start("7.0"));
  }

  private void given(RedisServer from, RedisServer to) {
    source = from;
    target = to;
    Dataset.seeded(1).keys(1_000).loadInto(source);
    given = Given.servers(source.host(), source.port(), target.host(), target.port());
    timeout = timeout();
  }

  @AfterEach
  void stop() throws Exception {
    bed.close();
    servers.close();
  }

  @Test
  void carriesAnOrderOutReportsAndEnds() throws Exception {
    bed.order(given.order(DesiredState.RUN, 1));
    TaskBed.Container container = bed.start();
    bed.awaitState(TaskState.STREAMING);
    source.command("SET", "late", "write");
    await()
        .atMost(TaskBed.LONG)
        .untilAsserted(() -> assertThat(target.command("GET", "late")).isEqualTo("write"));

    RedisMigrationTaskStatus status = bed.status();
    assertThat(status.epoch()).isEqualTo(1);
    assertThat(status.state()).isEqualTo("Streaming");
    assertThat(status.heartbeatTime()).isNotNull();
    assertThat(status.needsEpoch()).isFalse();
    assertThat(bed.report().ledger()).isNotEmpty();
    assertThat(timeout()).isNotEqualTo(timeout);

    bed.order(given.order(DesiredState.STOP, 1));
    assertThat(container.exitCode()).isZero();
    assertThat(bed.status().state()).isEqualTo("Stopped");
    assertThat(timeout()).isEqualTo(timeout);
    assertThat(bed.lastWord()).startsWith("Ended: Stopped");
  }

  @Test
  void aTaskThatHasEndedIsNotBegunAgain() throws Exception {
    bed.order(given.order(TaskType.PREFLIGHT, DesiredState.PREPARE, 1));
    assertThat(bed.start().exitCode()).isZero();
    assertThat(bed.report().checks()).isNotEmpty();
    RedisMigrationTaskStatus ended = bed.status();
    assertThat(ended.state()).isEqualTo("Succeeded");

    assertThat(bed.start().exitCode()).isZero();

    assertThat(bed.status().incarnation()).isEqualTo(ended.incarnation());
  }

  @Test
  void aPodToldToStopLeavesAResumableCheckpointAndTheNextContainerWaitsForItsEpoch()
      throws Exception {
    bed.order(given.order(DesiredState.RUN, 1));
    TaskBed.Container first = bed.start();
    bed.awaitState(TaskState.STREAMING);

    assertThat(first.stop()).isEqualTo(143);
    TaskStatus left = bed.report();
    assertThat(timeout()).isNotEqualTo(timeout);
    assertThat(checkpoint()).contains("state=streaming");

    TaskBed.Container second = bed.start();
    await().atMost(TaskBed.LONG).until(() -> Boolean.TRUE.equals(bed.status().needsEpoch()));
    assertThat(bed.report()).isEqualTo(left);
    assertThat(second.state().isReady()).isFalse();
    source.command("SET", "while", "waiting");
    assertThat(target.command("GET", "while")).isNull();

    bed.order(given.order(DesiredState.RUN, 2));
    await()
        .atMost(TaskBed.LONG)
        .untilAsserted(() -> assertThat(target.command("GET", "while")).isEqualTo("waiting"));
    assertThat(bed.status().needsEpoch()).isFalse();
    await().atMost(TaskBed.LONG).until(() -> bed.report().progress() != null);
    assertThat(bed.report().progress().fullResyncs()).isZero();
    assertThat(bed.report().ledger()).extracting(LedgerEntry::original).contains(timeout);
  }

  @Test
  void aHigherEpochReplacesTheWorkInTheSameContainer() {
    bed.order(given.order(DesiredState.RUN, 1));
    bed.start();
    bed.awaitState(TaskState.STREAMING);

    bed.order(given.order(DesiredState.RUN, 2));

    await()
        .atMost(TaskBed.LONG)
        .until(() -> bed.status().epoch() == 2 && bed.report().state() == TaskState.STREAMING);
    assertThat(bed.report().progress().fullResyncs()).isZero();
  }

  @Test
  void whileTheApiServerIsAwayTheDataFlowsAndTheReportsComeAfterwards() throws Exception {
    bed.order(given.order(DesiredState.RUN, 1));
    TaskBed.Container container = bed.start();
    bed.awaitState(TaskState.STREAMING);

    api.kill();
    Duration away = Duration.ofSeconds(30);
    long until = System.nanoTime() + away.toNanos();
    try {
      await()
          .atMost(away.plusSeconds(10))
          .untilAsserted(
              () -> {
                String now = String.valueOf(System.nanoTime());
                source.command("SET", "while-away", now);
                await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> now.equals(target.command("GET", "while-away")));
                assertThat(container.runs()).isTrue();
                assertThat(container.state().isAlive()).isTrue();
                assertThat(System.nanoTime()).isGreaterThan(until);
              });
    } finally {
      api.restart();
    }

    long applied = container.state().report().progress().appliedOffset();
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> bed.report().progress().appliedOffset() >= applied);
    bed.order(given.order(DesiredState.STOP, 1));
    assertThat(container.exitCode()).isZero();
    assertThat(timeout()).isEqualTo(timeout);
  }

  @Test
  void aRotatedPasswordIsFoundWithoutARestart() throws Exception {
    given(servers.start("7.0", ServerOptions.defaults().requirepass("first")), target);
    bed.secret("old", "password", "first");
    bed.order(given.withPassword().order(DesiredState.RUN, 1));
    TaskBed.Container container = bed.start();
    bed.awaitState(TaskState.STREAMING);

    bed.secret("old", "password", "second\n");
    try (var connection = source.connect()) {
      connection.command("CONFIG", "SET", "requirepass", "second");
      connection.command("SET", "after", "rotation");
      connection.command("CLIENT", "KILL", "TYPE", "replica");
      connection.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    }

    await()
        .atMost(TaskBed.LONG)
        .until(() -> container.state().report().progress().reconnects() > 0);
    await()
        .atMost(TaskBed.LONG)
        .untilAsserted(() -> assertThat(target.command("GET", "after")).isEqualTo("rotation"));
    bed.awaitState(TaskState.STREAMING);
    assertThat(container.state().report().progress().fullResyncs()).isZero();
    long offset = container.state().report().progress().sourceOffset();
    try (var connection = source.connectUnauthenticated()) {
      connection.command("AUTH", "second");
      connection.command("SET", "seen", "by the control connection");
    }
    await()
        .atMost(TaskBed.LONG)
        .until(() -> container.state().report().progress().sourceOffset() > offset);
  }

  @Test
  void aDeletedTaskIsRestoredByItsOwnWorker() throws Exception {
    bed.order(given.order(DesiredState.RUN, 1));
    TaskBed.Container container = bed.start();
    bed.awaitState(TaskState.STREAMING);

    bed.delete();

    assertThat(container.exitCode()).isZero();
    assertThat(timeout()).isEqualTo(timeout);
    assertThat(checkpoint()).isEqualTo("null");
    assertThat(bed.status().state()).isEqualTo("Stopped");
    assertThat(bed.report().ledger())
        .isNotEmpty()
        .allMatch(entry -> entry.state() == LedgerEntry.State.RESTORED);
    assertThat(bed.lastWord()).startsWith("Restored");
  }

  @Test
  void aPodToldToStopWhileItsRightsAreGoneRestoresAsForADeletedNamespace() throws Exception {
    bed.order(given.order(DesiredState.RUN, 1));
    TaskBed.Container container = bed.start();
    bed.awaitState(TaskState.STREAMING);

    bed.withdrawRights();
    await()
        .atMost(TaskBed.LONG)
        .until(
            () -> {
              source.command("INCR", "moves");
              return container.state().isAccessLost();
            });
    source.command("SET", "still", "copied");
    await()
        .atMost(TaskBed.LONG)
        .untilAsserted(() -> assertThat(target.command("GET", "still")).isEqualTo("copied"));

    assertThat(container.stop()).isZero();
    assertThat(timeout()).isEqualTo(timeout);
  }

  @Test
  void aContainerThatIsReplacedLeavesTheTaskAlone() throws Exception {
    bed.order(given.order(DesiredState.RUN, 1));
    TaskBed.Container container = bed.start();
    bed.awaitState(TaskState.STREAMING);
    RedisMigrationTaskStatus mine = bed.status();
    RedisMigrationTaskStatus other =
        new RedisMigrationTaskStatus(
            1, mine.state(), 1L, "another", null, mine.heartbeatTime(), "other/1", true, null);

    bed.overwrite(other);

    assertThat(container.exitCode()).isZero();
    assertThat(bed.status()).isEqualTo(other);
  }

  @Test
  void anOrderOfALaterReleaseIsRefusedByName() throws Exception {
    bed.order(given.order(DesiredState.RUN, 1));
    RedisMigrationTaskSpec spec = bed.resource().getSpec();
    bed.respecify(
        new RedisMigrationTaskSpec(
            2,
            spec.migration(),
            spec.type(),
            spec.shard(),
            spec.attempt(),
            spec.epoch(),
            spec.desiredState(),
            spec.image(),
            spec.order()));

    assertThat(bed.start().exitCode()).isZero();

    assertThat(bed.status().state()).isEqualTo("Failed");
    assertThat(bed.status().reason()).isEqualTo("OrderNotReadable");
  }

  @Test
  void withoutATaskThereIsNothingToDo() throws Exception {
    assertThat(bed.start().exitCode()).isZero();
  }

  @Test
  void probesAndMetricsTellOfTheTask() throws Exception {
    bed.order(given.order(DesiredState.RUN, 1));
    TaskBed.Container container = bed.start();
    bed.awaitState(TaskState.STREAMING);
    await().atMost(TaskBed.LONG).until(() -> bed.report().keys() != null);

    assertThat(get(container, "/livez").statusCode()).isEqualTo(200);
    assertThat(get(container, "/readyz").statusCode()).isEqualTo(200);
    String metrics = get(container, "/metrics").body();
    assertThat(metrics)
        .contains("redis_migration_offset_bytes{", "position=\"confirmed\"")
        .contains("redis_migration_lag_seconds{", "redis_migration_spool_waiting_bytes{")
        .contains("redis_migration_source_write_bytes_per_second{", "redis_migration_held_back{")
        .contains("migration=\"orders\"", "shard=\"0\"", "task=\"" + TaskBed.TASK + "\"")
        .containsPattern("redis_migration_keys\\{[^}]*side=\"source\"[^}]*} 1000.0")
        .containsPattern("redis_migration_task_state\\{[^}]*state=\"Streaming\"[^}]*} 1.0")
        .contains("redis_migration_reconnects_total{", "jvm_memory_used_bytes{");
  }

  @Test
  void reportsAreFewWhileNothingButFiguresMoves() {
    bed.order(given.order(DesiredState.RUN, 1));
    TaskBed.Container container = bed.start();
    bed.awaitState(TaskState.STREAMING);
    long before = container.state().writes();
    long began = System.nanoTime();

    await()
        .atMost(TaskBed.LONG)
        .until(
            () -> {
              source.command("INCR", "moves");
              return System.nanoTime() - began > Duration.ofSeconds(7).toNanos();
            });

    assertThat(container.state().writes() - before).isBetween(2L, 5L);
  }

  @Test
  void aSourceThatComesBackLaterIsWaitedFor() throws Exception {
    try (FaultProxy proxy = FaultProxy.to(source.host(), source.port())) {
      given = Given.servers(proxy.host(), proxy.port(), target.host(), target.port());
      proxy.refuse();
      bed.order(given.order(DesiredState.RUN, 1));
      TaskBed.Container container = bed.start();
      await().atMost(TaskBed.LONG).until(() -> bed.report().message().contains("trying again"));

      proxy.resume();

      bed.awaitState(TaskState.STREAMING);
      assertThat(container.runs()).isTrue();
    }
  }

  private static HttpResponse<String> get(TaskBed.Container container, String path)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + container.port() + path))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private String timeout() {
    return ((List<?>) source.command("CONFIG", "GET", "repl-timeout")).get(1).toString();
  }

  private String checkpoint() {
    try (var connection = target.connect()) {
      connection.command("SELECT", "15");
      return String.valueOf(connection.command("GET", CheckpointLocation.KEY));
    }
  }
}
