package io.redismigration.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.control.AddressMapping;
import io.redismigration.migration.checks.CheckName;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.OnFullResync;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.migration.model.ReplicationMode;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.ThrottleSpec;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.FlushOrder;
import io.redismigration.migration.task.ReplicationOptions;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.worker.connect.Connections;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker finds on a target that is to be emptied, and removes by order. */
class FlushOrderTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static RedisServers servers;
  private static RedisServer source;
  private static RedisServer target;

  @TempDir private Path directory;
  private TaskHost host;

  @BeforeAll
  static void startServers() {
    servers = RedisServers.standard();
    source = servers.start("7.0");
    target = servers.start("7.0");
    set(source, 0);
    set(source, 2);
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  @BeforeEach
  void given() {
    target.command("FLUSHALL");
    set(target, 0);
    set(target, 2);
    Connections connections =
        new Connections(reference -> Optional.empty(), AddressMapping.none(), new SocketDialer());
    host =
        new LocalTaskHost(
            new WorkersOnThisMachine(
                connections,
                (task, ledger) -> {},
                directory.resolve("spool"),
                InstantSource.system()),
            InstantSource.system());
  }

  @AfterEach
  void stop() {
    host.close();
  }

  @Test
  void thePreflightTellsWhatWouldBeRemovedAndRemovesNothing() {
    TaskStatus report = done(order(TaskType.PREFLIGHT, DesiredState.PREPARE, null));

    assertThat(report.resolved().targetRunId()).isEqualTo(process());
    assertThat(report.resolved().flushable()).isEqualTo(Map.of(0, 1L, 2, 1L));
    assertThat(report.checks())
        .filteredOn(check -> check.name().equals(CheckName.TARGET_EMPTY.label()))
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.outcome()).isEqualTo(CheckOutcome.WARNING);
              assertThat(check.message()).contains("1 key in database 0, 1 key in database 2");
            });
    assertHolds(0, 2);
  }

  @Test
  void keysInADatabaseThatTheSourceDoesNotUseStandInTheWay() {
    set(target, 5);

    TaskStatus report = done(order(TaskType.PREFLIGHT, DesiredState.PREPARE, null));

    assertThat(report.checks())
        .anyMatch(check -> check.blocks() && check.message().contains("1 key in database 5"));
    assertFails(order(TaskType.REPLICATE, DesiredState.PREPARE, both()), "TargetNotEmpty");
    assertHolds(0, 2, 5);
  }

  @Test
  void whatWasConfirmedIsRemovedInAnOrderToPrepare() {
    TaskStatus report = done(order(TaskType.REPLICATE, DesiredState.PREPARE, both()));

    assertThat(report.state()).isEqualTo(TaskState.PREPARED);
    assertHolds();
  }

  @Test
  void anotherProcessOrAFurtherDatabaseIsLeftAlone() {
    assertFails(
        order(
            TaskType.REPLICATE,
            DesiredState.PREPARE,
            new FlushOrder("another process", List.of(0, 2))),
        "FlushNotConfirmed");
    assertFails(
        order(TaskType.REPLICATE, DesiredState.PREPARE, new FlushOrder(process(), List.of(0))),
        "FlushNotConfirmed");
    assertHolds(0, 2);
  }

  @Test
  void anOrderToRunRemovesNothing() {
    assertFails(order(TaskType.REPLICATE, DesiredState.RUN, both()), "TargetNotEmpty");
    assertHolds(0, 2);
  }

  private void assertFails(TaskSpec order, String reason) {
    TaskStatus report = done(order);
    assertThat(report.state()).isEqualTo(TaskState.FAILED);
    assertThat(report.failure().reason()).isEqualTo(reason);
  }

  private TaskStatus done(TaskSpec order) {
    host.delete("task");
    host.apply(order);
    await()
        .atMost(LONG)
        .until(
            () -> {
              TaskState now = host.statuses().get("task").state();
              return now.ended() || now == TaskState.PREPARED;
            });
    return host.statuses().get("task");
  }

  private static String process() {
    return target.info("run_id").orElseThrow();
  }

  private static FlushOrder both() {
    return new FlushOrder(process(), List.of(0, 2));
  }

  private static void set(RedisServer server, int database) {
    try (RespConnection open = server.connect()) {
      open.command("SELECT", Integer.toString(database));
      open.command("SET", "old", "value");
    }
  }

  /** The target's databases that still hold the key. */
  private static void assertHolds(int... databases) {
    try (RespConnection open = target.connect()) {
      for (int database : new int[] {0, 2, 5}) {
        open.command("SELECT", Integer.toString(database));
        boolean expected = IntStream.of(databases).anyMatch(at -> at == database);
        assertThat(open.command("EXISTS", "old"))
            .as("database %d", database)
            .isEqualTo(expected ? 1L : 0L);
      }
    }
  }

  private static TaskSpec order(TaskType type, DesiredState desired, FlushOrder flush) {
    return new TaskSpec(
        "task",
        type,
        "0",
        "run",
        1,
        1,
        desired,
        to(source),
        to(target),
        true,
        false,
        new ReplicationOptions(
            ReplicationMode.COMMANDS,
            ParametersSpec.defaults(),
            ExistingData.FLUSH,
            flush,
            LockMode.DETECT_ONLY,
            FenceKind.AUTO,
            SourceAfter.READ_ONLY,
            1L << 30,
            OnFullResync.FAIL,
            new ThrottleSpec(0, 0),
            new VerificationSpec(VerificationSpec.Mode.OFF, VerificationSpec.AtFence.DELTA),
            0,
            0,
            false),
        null,
        List.of(),
        null);
  }

  private static ConnectionSpec to(RedisServer server) {
    return ConnectionSpec.to(new Endpoint(server.host(), server.port()));
  }
}
