package io.redismigration.worker.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redismigration.manifest.PlannerJson;
import io.redismigration.manifest.TaskMapper;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.FlushOrder;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.kubernetes.ApiServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a pod's worker leaves that is killed where it hurts most, and what the next one makes of it.
 */
class KilledWorkerTest {
  private static final List<String> PARAMETERS =
      List.of("client-output-buffer-limit", "repl-backlog-size", "repl-timeout");
  private static ApiServer api;

  private final RedisServers servers = RedisServers.standard();
  @TempDir private Path directory;
  private TaskBed bed;
  private RedisServer source;
  private RedisServer target;

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
    source = servers.start("7.0");
    target = servers.start("7.0");
    Dataset.seeded(1).keys(1_000).loadInto(source);
  }

  @AfterEach
  void stop() {
    bed.close();
    servers.close();
  }

  @ParameterizedTest(name = "killed before CONFIG SET number {0}")
  @ValueSource(ints = {1, 2, 3})
  void theOriginalsAreInTheStatusBeforeTheSourceIsTold(int which) throws Exception {
    Map<String, String> originals = parameters();
    try (CommandGate gate = CommandGate.configSet(source.host(), source.port(), which)) {
      Given given = Given.servers(gate.host(), gate.port(), target.host(), target.port());
      bed.order(given.order(DesiredState.RUN, 1));
      try (WorkerProcess first =
          WorkerProcess.start(bed.settings(), api.kubeconfig(), directory.resolve("log"))) {
        assertThat(gate.awaitHeld(TaskBed.LONG.toSeconds())).isTrue();
        assertThat(bed.report().ledger())
            .hasSize(3)
            .allMatch(entry -> entry.state() == LedgerEntry.State.RECORDED)
            .allMatch(entry -> !entry.original().equals(entry.applied()));
        assertThat(changed(originals)).isEqualTo(which - 1);
        first.kill();
      }

      // The operator may not have seen the ledger: the next order is without it.
      bed.order(given.order(DesiredState.RUN, 2));
      TaskBed.Container second = bed.start();
      bed.awaitState(TaskState.STREAMING);
      assertThat(changed(originals)).isEqualTo(3);
      bed.order(given.order(DesiredState.STOP, 2));

      assertThat(second.exitCode()).isZero();
      assertThat(parameters()).isEqualTo(originals);
    }
  }

  @Test
  void whoDiesBeforeTheRemovalHasRemovedNothingAndTheNextOneRemovesWhatWasConfirmed()
      throws Exception {
    target.command("SET", "old", "value");
    killedAtItsClaim(false, () -> {});
    assertThat(target.command("EXISTS", "old")).isEqualTo(1L);

    bed.order(direct().flushing(2, confirmed()));
    bed.start();
    bed.awaitState(TaskState.PREPARED);

    assertThat(target.command("EXISTS", "old")).isEqualTo(0L);
  }

  @Test
  void whoDiesBeforeItKnowsOfItsRemovalIsFollowedByOneThatRemovesNothing() throws Exception {
    target.command("SET", "old", "value");
    killedAtItsClaim(
        true,
        () -> await().atMost(TaskBed.LONG).until(() -> target.command("EXISTS", "old").equals(0L)));
    target.command("SET", "written", "since");

    // The operator knows nothing of the claim, and orders the same once more.
    bed.order(direct().flushing(2, confirmed()));
    bed.start();
    bed.awaitState(TaskState.PREPARED);

    assertThat(target.command("EXISTS", "written")).isEqualTo(1L);
  }

  /** No word of the later one has reached it, and the claim that would tell it is gone again. */
  @Test
  void whoSleepsBeforeTheRemovalWhileALaterOneFinishesRemovesNothing() throws Exception {
    target.command("SET", "old", "value");
    try (CommandGate gate = CommandGate.watch(target.host(), target.port())) {
      Given given = Given.servers(source.host(), source.port(), gate.host(), gate.port());
      bed.order(given.flushing(1, confirmed()));
      try (WorkerProcess first =
          WorkerProcess.start(bed.settings(), api.kubeconfig(), directory.resolve("log"))) {
        assertThat(gate.awaitHeld(TaskBed.LONG.toSeconds())).isTrue();
        first.sleep();
        bed.order(direct().flushing(2, confirmed()));
        TaskBed.Container second = bed.start();
        bed.awaitState(TaskState.PREPARED);
        bed.order(direct().order(DesiredState.STOP, 2));
        assertThat(second.exitCode()).isZero();
        target.command("SET", "written", "since");
        gate.release();
        first.wakeUp();

        assertThat(first.ends(TaskBed.LONG)).isTrue();
        assertThat(target.command("EXISTS", "written")).isEqualTo(1L);
      }
    }
  }

  private void killedAtItsClaim(boolean answered, Runnable then) throws Exception {
    try (CommandGate gate = CommandGate.exec(target.host(), target.port(), answered)) {
      Given given = Given.servers(source.host(), source.port(), gate.host(), gate.port());
      bed.order(given.flushing(1, confirmed()));
      try (WorkerProcess first =
          WorkerProcess.start(bed.settings(), api.kubeconfig(), directory.resolve("log"))) {
        assertThat(gate.awaitHeld(TaskBed.LONG.toSeconds())).isTrue();
        then.run();
        first.kill();
      }
    }
  }

  private Given direct() {
    return Given.servers(source.host(), source.port(), target.host(), target.port());
  }

  private FlushOrder confirmed() {
    return new FlushOrder(target.info("run_id").orElseThrow(), List.of(0));
  }

  @Test
  void aLedgerWaitsForTheApiServerAndAFenceDoesNot() throws Exception {
    Given given = Given.servers(source.host(), source.port(), target.host(), target.port());
    bed.order(given.order(DesiredState.PREPARE, 1));
    TaskResource resource = new TaskResource(bed.client(), bed.namespace(), TaskBed.TASK);
    TaskFollower follower = new TaskFollower(resource, bed.resource());
    TaskMapper mapper = new TaskMapper(new PlannerJson());
    TaskStatus first = TaskStatus.none();
    var claimed = resource.claim(bed.resource(), mapper.status(first, "pod/1", false));
    TaskReports reports =
        new TaskReports(resource, follower, mapper, claimed.orElseThrow(), "pod/1", first);
    List<LedgerEntry> fence =
        List.of(Given.entry("min-replicas-to-write", LedgerEntry.State.RECORDED, Instant.EPOCH));
    List<LedgerEntry> timeout =
        List.of(Given.entry("repl-timeout", LedgerEntry.State.RECORDED, Instant.EPOCH));

    api.kill();
    CompletableFuture<Boolean> waits;
    try {
      long began = System.nanoTime();
      assertThatThrownBy(() -> reports.record(TaskBed.TASK, fence))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("could not be written for 5 s");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(9));
      waits = CompletableFuture.supplyAsync(() -> isRecorded(reports, timeout));
    } finally {
      api.restart();
    }

    assertThat(waits.get(30, TimeUnit.SECONDS)).isTrue();
    await().atMost(TaskBed.LONG).until(() -> bed.report().ledger().equals(timeout));
    reports.offer(first);
    assertThat(reports.latest().ledger())
        .as("a report made before does not take it back")
        .isEqualTo(timeout);
  }

  private static boolean isRecorded(TaskReports reports, List<LedgerEntry> ledger) {
    try {
      reports.record(TaskBed.TASK, ledger);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private long changed(Map<String, String> originals) {
    Map<String, String> now = parameters();
    return PARAMETERS.stream().filter(name -> !now.get(name).equals(originals.get(name))).count();
  }

  private Map<String, String> parameters() {
    return PARAMETERS.stream()
        .collect(
            Collectors.toMap(
                name -> name,
                name ->
                    Stream.of(source.command("CONFIG", "GET", name))
                        .map(reply -> ((List<?>) reply).get(1).toString())
                        .findFirst()
                        .orElseThrow()));
  }
}
