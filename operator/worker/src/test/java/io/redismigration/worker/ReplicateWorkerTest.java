package io.redismigration.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.control.AddressMapping;
import io.redismigration.engine.ttl.TtlPolicy;
import io.redismigration.migration.lock.WatchedInstead;
import io.redismigration.migration.model.AuthSpec;
import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.ClientsSeen;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.DifferingKey;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.OnFullResync;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.migration.model.ReplicationMode;
import io.redismigration.migration.model.SecretKeyRef;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.SourceClient;
import io.redismigration.migration.model.SourceClients;
import io.redismigration.migration.model.StepProgress;
import io.redismigration.migration.model.ThrottleSpec;
import io.redismigration.migration.model.Trial;
import io.redismigration.migration.model.TrialResult;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.migration.task.CutoverOrder;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.ReplicationOptions;
import io.redismigration.migration.task.ResumePoint;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.migration.task.TaskType;
import io.redismigration.migration.task.TrialOrder;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.client.RespError;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.Oracle;
import io.redismigration.testkit.data.OutageProbe;
import io.redismigration.testkit.net.FaultProxy;
import io.redismigration.worker.connect.Connections;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders given by hand, carried out on real servers. */
class ReplicateWorkerTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final long HOLD_MILLIS = TtlPolicy.DEFAULT_HOLD.toMillis();
  private static final String TASK = "orders-replicate-0";

  private final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;
  private RedisServer source;
  private RedisServer target;
  private Endpoint targetEndpoint;
  private AuthSpec targetAuth;
  private final Map<String, String> secret = new ConcurrentHashMap<>();
  private ResumePoint resume;
  private TaskHost host;
  private TaskSpec order;
  private long epoch = 1;
  private Runnable whenSealed = () -> {};
  private Runnable whenCaughtUp = () -> {};
  private Runnable whenClosing = () -> {};
  private VerificationSpec.Mode mode = VerificationSpec.Mode.OFF;
  private VerificationSpec.AtFence atFence = VerificationSpec.AtFence.DELTA;
  private long keysPerSecond;
  private int verificationRound;
  private int repairRound;
  private SourceAfter sourceAfter = SourceAfter.READ_ONLY;
  private TrialOrder trial;
  private LockMode lock = LockMode.DETECT_ONLY;
  private boolean lockMayFail;
  private List<LedgerEntry> ledger = List.of();
  private Runnable whenRecorded = () -> {};

  @BeforeEach
  void openHost() {
    Connections connections =
        new Connections(
            reference -> Optional.ofNullable(secret.get(reference.key())).map(String::getBytes),
            AddressMapping.none(),
            new SocketDialer());
    WorkersOnThisMachine workers =
        new WorkersOnThisMachine(
            connections,
            (task, entries) -> whenRecorded.run(),
            directory.resolve("spool"),
            InstantSource.system());
    host =
        new LocalTaskHost(
            (orders, reports) ->
                workers.create(
                    orders,
                    report -> {
                      if (report.state() == TaskState.SEALED) {
                        whenSealed.run();
                      }
                      if (report.message() != null
                          && report.message().startsWith("closing the link")) {
                        whenClosing.run();
                      }
                      if (hasJustCaughtUp(report)) {
                        whenCaughtUp.run();
                      }
                      reports.publish(report);
                    }),
            InstantSource.system());
  }

  @AfterEach
  void stop() {
    host.close();
    servers.close();
  }

  @ParameterizedTest(name = "{0} to {1}, fence {2}")
  @CsvSource({"2.8, 7.0, MIN_REPLICAS", "7.0, 7.0, CLIENT_PAUSE", "6.2, valkey-9.1, CLIENT_PAUSE"})
  void carriesAShardFromPrepareToDetach(String from, String to, FenceKind fence) throws Exception {
    given(from, to);
    String timeout = source.connect().command("CONFIG", "GET", "repl-timeout").toString();

    ordered(DesiredState.PREPARE);
    awaitState(TaskState.PREPARED);
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    source.command("SET", "late", "write");
    cutover("token-1", fence, DesiredState.RUN);
    awaitState(TaskState.ARMED);
    cutover("token-1", fence, DesiredState.FREEZE);
    awaitState(TaskState.COMMITTED);
    assertThat(status().cutover().outageMillis()).isLessThan(5_000);
    assertThatThrownBy(() -> source.command("SET", "after", "cutover"))
        .isInstanceOfSatisfying(RespError.class, e -> assertThat(e.code()).isEqualTo("NOREPLICAS"));
    cutover("token-1", fence, DesiredState.DETACH);
    awaitState(TaskState.DETACHED);

    Oracle.awaitSameData(source, target, key -> false, LONG);
    assertThat(source.connect().command("CONFIG", "GET", "repl-timeout").toString())
        .isEqualTo(timeout);
    assertThat(status().cutover().liftCommand()).contains("CONFIG SET min-").contains("'0'");
    assertThat(status().ledger())
        .filteredOn(entry -> !entry.parameter().startsWith("min-"))
        .extracting(LedgerEntry::state)
        .containsOnly(LedgerEntry.State.RESTORED);
  }

  @Test
  void aSourceThatIsStartedAgainWhileTheRestIsTidiedUpIsClosedAgain() throws Exception {
    given("7.0", "7.0");
    whenClosing =
        () -> {
          whenClosing = () -> {};
          source.kill9();
        };
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.FREEZE);
    awaitState(TaskState.COMMITTED);

    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.DETACH);
    await().atMost(LONG).until(() -> status().message().contains("trying again"));
    source.restart();

    awaitState(TaskState.DETACHED);
    assertThatThrownBy(() -> source.command("SET", "after", "cutover"))
        .isInstanceOfSatisfying(RespError.class, e -> assertThat(e.code()).isEqualTo("NOREPLICAS"));
    assertThat(status().cutover().steps())
        .as("that it was open is told")
        .anyMatch(step -> step.step().equals("CloseSource") && step.message() != null);
  }

  @Test
  void anUndoneCutoverOpensTheSourceAndGoesOn() throws Exception {
    given("7.0", "7.0");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);

    whenCaughtUp = this::leaveTheTargetBehind;
    host.apply(freezing(order, "token-1", Instant.now().plusMillis(500)));
    awaitState(TaskState.ABORTED);
    target.thaw();
    assertThat(source.command("SET", "open", "again")).isEqualTo("OK");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);

    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(target.command("GET", "open")).isEqualTo("again"));
  }

  @Test
  void aTargetThatFellBehindAfterArmingIsNotWaitedForWithAClosedSource() throws Exception {
    given("7.0", "7.0");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);

    leaveTheTargetBehind();
    host.apply(freezing(order, "token-1", Instant.now().plusSeconds(1)));
    awaitState(TaskState.ABORTED);
    target.thaw();

    assertThat(status().failure().reason()).isEqualTo("LagTooHigh");
    assertThat(status().cutover().fencedOffset()).isNull();
    assertThat(status().cutover().outageMillis()).isZero();
    assertThat(source.command("SET", "open", "always")).isEqualTo("OK");
  }

  @ParameterizedTest(name = "by an order to stop: {0}")
  @ValueSource(booleans = {true, false})
  void aFreezeThatIsGivenUpOpensTheSourceAtOnce(boolean stop) throws Exception {
    given("7.0", "7.0");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);
    whenCaughtUp = this::leaveTheTargetBehind;
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.FREEZE);
    awaitState(TaskState.FENCED);

    if (stop) {
      cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.STOP);
    } else {
      aborted("token-1");
    }
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(1))
        .ignoreExceptionsInstanceOf(RespError.class)
        .until(() -> "OK".equals(source.command("SET", "open", "again")));
    target.thaw();

    awaitState(stop ? TaskState.STOPPED : TaskState.ABORTED);
    assertThat(status().failure().reason()).isEqualTo("CutoverUndone");
    assertThat(status().cutover().sealedOffset()).isNull();
    if (stop) {
      assertThat(checkpoint()).isEqualTo("null");
    } else {
      assertThat(checkpoint()).contains("state=streaming");
    }
    assertThat(status().ledger())
        .filteredOn(entry -> entry.parameter().startsWith("min-"))
        .extracting(LedgerEntry::state)
        .containsOnly(LedgerEntry.State.RESTORED);
  }

  @Test
  void keysLiveLongerOnTheTargetAgainWhenItComesBackAfterAnUndoneCutover() throws Exception {
    given("7.0", "7.0");
    source.command("SET", "session", "theirs", "PX", "3600000");
    try (FaultProxy toTarget = FaultProxy.to(target.host(), target.port())) {
      targetEndpoint = new Endpoint(toTarget.host(), toTarget.port());
      ordered(DesiredState.RUN);
      awaitState(TaskState.STREAMING);
      await().atMost(LONG).until(() -> surplusMillis("session") > HOLD_MILLIS - 10_000);
      cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
      awaitState(TaskState.ARMED);
      assertThat(surplusMillis("session")).isLessThan(1_000);
      await().atMost(LONG).until(() -> status().progress().ttlsExact());

      toTarget.refuse();
      toTarget.cut();
      aborted("token-1");
      awaitState(TaskState.ABORTED);
      ordered(DesiredState.RUN);
      await()
          .atMost(LONG)
          .until(
              () ->
                  String.valueOf(status().verification().message()).contains("not held again yet"));
      assertThat(surplusMillis("session")).isLessThan(1_000);
      toTarget.resume();

      await().atMost(LONG).until(() -> surplusMillis("session") > HOLD_MILLIS - 10_000);
      await().atMost(LONG).until(() -> !status().progress().ttlsExact());
      assertThat(status().verification().message()).isNull();
    }
  }

  @ParameterizedTest(name = "while the cutover is still ordered: {0}")
  @ValueSource(booleans = {true, false})
  void aLaterWorkerHoldsKeysThatAnEarlierOneHadMadeExact(boolean stillOrdered) throws Exception {
    given("7.0", "7.0");
    source.command("SET", "session", "theirs", "PX", "3600000");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);
    await().atMost(LONG).until(() -> status().progress().ttlsExact());
    assertThat(surplusMillis("session")).isLessThan(1_000);
    resume = ResumePoint.of(status().progress());

    epoch = 2;
    if (stillOrdered) {
      aborted("token-1");
    } else {
      ordered(DesiredState.RUN);
    }

    await().atMost(LONG).until(() -> status().epoch() == 2);
    await().atMost(LONG).until(() -> surplusMillis("session") > HOLD_MILLIS - 10_000);
    await()
        .atMost(LONG)
        .until(() -> status().progress() != null && !status().progress().ttlsExact());
  }

  @Test
  void aLaterWorkerCountsOn() throws Exception {
    given("7.0", "7.0");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    source.command("SET", "one", "command");
    await().atMost(LONG).until(() -> status().progress().streamCommands() > 0);
    resume =
        new ResumePoint(
            status().progress().replicationId(),
            status().progress().confirmedOffset(),
            new ResumePoint.Counts(5, 6, 1, 7, 2),
            false);

    epoch = 2;
    ordered(DesiredState.RUN);
    await()
        .atMost(LONG)
        .until(() -> status().epoch() == 2 && status().state() == TaskState.STREAMING);

    assertThat(status().progress().partialResyncs()).isEqualTo(7);
    assertThat(status().progress().reconnects()).isEqualTo(5);
    assertThat(status().progress().fullResyncs()).isEqualTo(1);
    assertThat(status().progress().streamCommands()).isGreaterThanOrEqualTo(7);
    assertThat(status().progress().targetWentBack()).isEqualTo(2);
  }

  @Test
  void aLaterWorkerWaitsForARotatedPasswordAndAFirstOneDoesNot() throws Exception {
    given("7.0", "7.0");
    targetAuth = new AuthSpec(key("username"), key("password"));
    secret.putAll(Map.of("username", "app", "password", "old"));
    rotateTarget("old");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    resume = ResumePoint.of(status().progress());

    rotateTarget("new");
    epoch = 2;
    ordered(DesiredState.RUN);
    await()
        .atMost(LONG)
        .until(
            () ->
                status().epoch() == 2 && status().message().contains("waiting for a new password"));
    secret.put("password", "new");
    await()
        .atMost(LONG)
        .until(() -> status().epoch() == 2 && status().state() == TaskState.STREAMING);
    assertThat(status().progress().fullResyncs()).isZero();

    secret.put("password", "wrong");
    resume = null;
    epoch = 3;
    ordered(DesiredState.RUN);
    await().atMost(LONG).until(() -> status().epoch() == 3 && status().state() == TaskState.FAILED);
    assertThat(status().failure().reason()).isEqualTo("AuthenticationFailed");
    assertThat(status().failure().message()).contains("refused the user or password");
  }

  @Test
  void aSourceThatDiesJustBeforeTheFullSyncIsWaitedFor() throws Exception {
    given("7.0", "7.0");
    ordered(DesiredState.PREPARE);
    awaitState(TaskState.PREPARED);

    source.kill9();
    ordered(DesiredState.RUN);
    awaitState(TaskState.FULL_SYNC);
    source.restart();

    awaitState(TaskState.STREAMING);
  }

  @Test
  void aSecretThatIsDeletedEndsNothing() throws Exception {
    given("7.0", "7.0");
    targetAuth = new AuthSpec(key("username"), key("password"));
    secret.putAll(Map.of("username", "app", "password", "old"));
    rotateTarget("old");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);

    secret.clear();
    target.command("CLIENT", "KILL", "USER", "app");
    source.command("SET", "without", "secret");
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(target.command("GET", "without")).isEqualTo("secret"));

    resume = ResumePoint.of(status().progress());
    epoch = 2;
    ordered(DesiredState.RUN);
    await()
        .atMost(LONG)
        .until(
            () ->
                status().epoch() == 2
                    && status().message().contains("not there: key username of Secret target"));
    secret.putAll(Map.of("username", "app", "password", "old"));
    await()
        .atMost(LONG)
        .until(() -> status().epoch() == 2 && status().state() == TaskState.STREAMING);
    assertThat(status().progress().fullResyncs()).isZero();
  }

  private static SecretKeyRef key(String name) {
    return new SecretKeyRef("target", name);
  }

  private void rotateTarget(String password) {
    target.command("ACL", "SETUSER", "app", "on", "resetpass", ">" + password, "~*", "&*", "+@all");
  }

  private long surplusMillis(String key) {
    return (Long) target.command("PTTL", key) - (Long) source.command("PTTL", key);
  }

  private void aborted(String token) {
    CutoverOrder open = cutoverOrder(token, FenceKind.CLIENT_PAUSE, null);
    order =
        order(
            DesiredState.RUN,
            new CutoverOrder(
                open.token(),
                open.fence(),
                open.maxLag(),
                open.timeout(),
                null,
                open.sourceAfter(),
                open.atFence(),
                true,
                CutoverStatus.Decision.ABORT));
    host.apply(order);
  }

  @Test
  void aReplicaOfTheTargetThatHangsUndoesTheCutoverBeforeItIsDecided() throws Exception {
    given("7.0", "7.0");
    RedisServer replica = servers.start("7.0");
    replica.command("REPLICAOF", target.host(), Integer.toString(target.port()));
    await().atMost(LONG).until(() -> target.info("slave0").orElse("").contains("state=online"));
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);

    replica.freeze();
    order = freezing(order, "token-1", Instant.now().plusSeconds(2));
    host.apply(order);
    awaitState(TaskState.ABORTED);
    replica.thaw();

    assertThat(status().failure().reason()).isEqualTo("TargetReplicasBehind");
    assertThat(status().message()).contains("0 of the target's 1 replicas");
    assertThat(checkpoint()).contains("state=streaming");
    assertThat(source.command("SET", "open", "again")).isEqualTo("OK");
    assertThat(status().ledger())
        .filteredOn(entry -> entry.parameter().startsWith("min-"))
        .extracting(LedgerEntry::state)
        .containsOnly(LedgerEntry.State.RESTORED);
  }

  @ParameterizedTest(name = "at the fence: {0}")
  @EnumSource(value = VerificationSpec.AtFence.class, names = "DELTA", mode = Mode.EXCLUDE)
  void whatIsComparedUnderTheFenceDecidesEvenWhereNothingWasBefore(VerificationSpec.AtFence scope)
      throws Exception {
    given("7.0", "7.0");
    atFence = scope;
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    target.command("SET", "stray", "somebody else's");
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.FREEZE);
    awaitState(TaskState.ABORTED);
    assertThat(status().failure().reason()).isEqualTo("VerificationFailed");
    assertThat(status().message())
        .contains(scope == VerificationSpec.AtFence.FULL ? "0:stray" : "holds");

    target.command("DEL", "stray");
    cutover("token-2", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);
    cutover("token-2", FenceKind.CLIENT_PAUSE, DesiredState.FREEZE);
    awaitState(TaskState.COMMITTED);
  }

  /** As a worker finds itself that comes after the one that was to freeze. */
  @Test
  void theSourceIsNotClosedBeforeEveryKeyWasCompared() throws Exception {
    given("7.0", "7.0");
    mode = VerificationSpec.Mode.FULL;
    keysPerSecond = 500;
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);
    AtomicInteger closed = new AtomicInteger();
    whenCaughtUp = closed::incrementAndGet;

    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.FREEZE);
    await()
        .during(Duration.ofSeconds(1))
        .atMost(LONG)
        .until(() -> status().state() == TaskState.ARMED);
    assertThat(status().verification().state()).isEqualTo(VerificationProgress.State.RUNNING);
    assertThat(closed).hasValue(0);

    awaitState(TaskState.COMMITTED);
    assertThat(status().verification().state()).isEqualTo(VerificationProgress.State.PASSED);
  }

  @Test
  void anotherPassAfterACutoverThatWasUndoneFindsWhatDiffers() throws Exception {
    given("7.0", "7.0");
    mode = VerificationSpec.Mode.FULL;
    ordered(DesiredState.RUN);
    awaitVerified(VerificationProgress.State.PASSED);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);
    target.command("SET", "stray", "somebody else's");
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.FREEZE);
    awaitState(TaskState.ABORTED);
    assertThat(status().failure().reason()).isIn("VerificationFailed", "ForeignWrite");

    verificationRound = 1;
    ordered(DesiredState.RUN);

    awaitVerified(VerificationProgress.State.DIFFERENT);
    assertThat(status().verification().round()).isEqualTo(2);
    assertThat(status().verification().samples())
        .containsExactly(new DifferingKey("Extra", "0:stray"));
  }

  @Test
  void aRepairIsOrderedOnceAndSaysWhatItDid() throws Exception {
    given("7.0", "7.0");
    source.command("SET", "spoiled", "as it was");
    mode = VerificationSpec.Mode.FULL;
    ordered(DesiredState.RUN);
    awaitVerified(VerificationProgress.State.PASSED);
    target.command("SET", "spoiled", "changed");
    verificationRound = 1;
    ordered(DesiredState.RUN);
    awaitVerified(VerificationProgress.State.DIFFERENT);
    assertThat(status().verification().samples())
        .containsExactly(new DifferingKey("Value", "0:spoiled"));

    repairRound = 1;
    ordered(DesiredState.RUN);
    awaitVerified(VerificationProgress.State.PASSED);

    assertThat(target.command("GET", "spoiled")).isEqualTo("as it was");
    assertThat(status().verification().message())
        .isEqualTo("repair: 1 keys copied again and found equal");
  }

  @Test
  void aModeActsWhileItRunsAndItsFiguresAreReported() throws Exception {
    given("7.0", "7.0");
    mode = VerificationSpec.Mode.FULL;
    ordered(DesiredState.RUN);
    awaitVerified(VerificationProgress.State.PASSED);
    assertThat(status().verification().pass().keysTotal()).isEqualTo(1_000);
    assertThat(status().verification().pass().endedAt()).isNotNull();
    assertThat(status().verification().pass().keysPerSecond()).isPositive();
    assertThat(status().verification().everyKey()).isPositive();

    mode = VerificationSpec.Mode.COUNTS;
    ordered(DesiredState.RUN);
    await()
        .atMost(LONG)
        .until(
            () ->
                status().verification().pass().mode() == VerificationSpec.Mode.COUNTS
                    && status().verification().state() == VerificationProgress.State.PASSED);
    mode = VerificationSpec.Mode.OFF;
    ordered(DesiredState.RUN);
    awaitVerified(VerificationProgress.State.OFF);
    mode = VerificationSpec.Mode.FULL;
    ordered(DesiredState.RUN);
    awaitVerified(VerificationProgress.State.PASSED);
    assertThat(status().verification().round()).isEqualTo(3);
  }

  @Test
  void aWriteOfSomebodyElseToAComparedTargetUndoesTheCutover() throws Exception {
    given("7.0", "7.0");
    mode = VerificationSpec.Mode.FULL;
    ordered(DesiredState.RUN);
    awaitVerified(VerificationProgress.State.PASSED);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);

    source.command("SET", "theirs", "as it was");
    await().atMost(LONG).until(() -> "as it was".equals(target.command("GET", "theirs")));
    try (var billing = target.connect()) {
      billing.command("CLIENT", "SETNAME", "billing");
      billing.command("SET", "theirs", "changed");
      await().atMost(LONG).until(() -> status().verification().outdated());
      cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.FREEZE);
      awaitState(TaskState.ABORTED);
    }

    assertThat(status().verification().foreign().writers())
        .singleElement()
        .satisfies(writer -> assertThat(writer).contains("(billing): set"));
    assertThat(status().failure().reason()).isIn("ForeignWrite", "VerificationFailed");
    assertThat(source.command("SET", "open", "again")).isEqualTo("OK");
  }

  private void awaitVerified(VerificationProgress.State wanted) {
    await()
        .atMost(LONG)
        .until(() -> status().verification() != null && status().verification().state() == wanted);
  }

  @Test
  void aProcessThatEndsWhileACommitIsUnknownLeavesTheSourceClosed() throws Exception {
    given("7.0", "7.0");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);
    whenSealed = target::freeze;
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.FREEZE);
    awaitState(TaskState.SEALED);

    Thread ending = new Thread(host::close);
    ending.start();
    await().atMost(Duration.ofSeconds(100)).until(() -> !ending.isAlive());
    target.thaw();

    assertThat(status().state()).isEqualTo(TaskState.FAILED);
    assertThat(status().failure().reason()).isEqualTo("CommitUnknown");
    assertThat(status().cutover().sealedOffset()).isNotNull();
    assertThatThrownBy(() -> source.command("SET", "nobody", "knows"))
        .isInstanceOfSatisfying(RespError.class, e -> assertThat(e.code()).isEqualTo("NOREPLICAS"));
  }

  @Test
  void aPauseOfSomebodyElseOnTheSourceOutlivesTheArming() throws Exception {
    given("7.0", "7.0");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    source.command("CLIENT", "PAUSE", "3600000", "WRITE");

    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);

    try (var writer = source.connect()) {
      writer.send("SET", "still", "held");
      writer.flush();
      await().atMost(LONG).until(() -> source.info("blocked_clients").orElse("0").equals("1"));
      source.command("CLIENT", "UNPAUSE");
      assertThat(writer.read()).isEqualTo("OK");
    }
  }

  @Test
  void releaseOpensTheSourceOnlyWhenTheShardIsDetached() throws Exception {
    given("7.0", "7.0");
    sourceAfter = SourceAfter.RELEASE;
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.FREEZE);
    awaitState(TaskState.COMMITTED);
    assertThatThrownBy(() -> source.command("SET", "after", "cutover"))
        .isInstanceOfSatisfying(RespError.class, e -> assertThat(e.code()).isEqualTo("NOREPLICAS"));

    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.DETACH);
    awaitState(TaskState.DETACHED);

    assertThat(source.command("SET", "released", "1")).isEqualTo("OK");
    assertThat(status().cutover().liftCommand()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "newest"})
  void whoUsesTheSourceIsToldBeforeAndAfterTheCommit(String from) throws Exception {
    given(from, "newest");
    try (RespConnection billing = source.connect()) {
      billing.command("CLIENT", "SETNAME", "billing");
      billing.command("SET", "paid", "yes");
      ordered(DesiredState.RUN);
      await().atMost(LONG).until(() -> writing(ClientsSeenWhen.BEFORE).contains("billing"));
    }
    cutover("token-1", FenceKind.MIN_REPLICAS, DesiredState.RUN);
    awaitState(TaskState.ARMED);
    cutover("token-1", FenceKind.MIN_REPLICAS, DesiredState.FREEZE);
    awaitState(TaskState.COMMITTED);
    try (RespConnection late = source.connect()) {
      late.command("CLIENT", "SETNAME", "late");
      // Servers tell idle times in whole seconds: one that begins just then makes a write older
      // than it is.
      await()
          .atMost(LONG)
          .untilAsserted(
              () -> {
                assertThatThrownBy(() -> late.command("SET", "paid", "no"))
                    .isInstanceOf(RespError.class);
                assertThat(writing(ClientsSeenWhen.AFTER)).containsExactly("late");
              });

      cutover("token-1", FenceKind.MIN_REPLICAS, DesiredState.DETACH);
      awaitState(TaskState.DETACHED);
    }

    assertThat(writing(ClientsSeenWhen.BEFORE)).contains("billing").doesNotContain("late");
    assertThat(writing(ClientsSeenWhen.AFTER)).containsExactly("late");
    assertThat(status().progress().clients().before().until()).isNotNull();
    assertThat(status().progress().clients().after().lookedFor()).isPositive();
  }

  /** As fast as a cutover without a switchover is: the order to leave comes at once. */
  @Test
  void whoComesBackToTheOldSourceAfterTheCommitIsSeenBeforeTheLinkIsClosed() throws Exception {
    given("7.0", "7.0");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    cutover("token-1", FenceKind.MIN_REPLICAS, DesiredState.RUN);
    awaitState(TaskState.ARMED);
    cutover("token-1", FenceKind.MIN_REPLICAS, DesiredState.FREEZE);
    awaitState(TaskState.COMMITTED);
    await().atMost(LONG).until(() -> status().progress().clients().after() != null);
    cutover("token-1", FenceKind.MIN_REPLICAS, DesiredState.DETACH);

    try (RespConnection late = source.connect()) {
      late.command("CLIENT", "SETNAME", "late");
      assertThatThrownBy(() -> late.command("SET", "paid", "no")).isInstanceOf(RespError.class);
      awaitState(TaskState.DETACHED);
    }

    assertThat(writing(ClientsSeenWhen.AFTER)).contains("late");
    assertThat(status().progress().clients().after().lookedFor())
        .isBetween(CutoverRun.COMING_BACK, CutoverRun.COMING_BACK.multipliedBy(5));
  }

  private enum ClientsSeenWhen {
    BEFORE,
    AFTER
  }

  private List<String> writing(ClientsSeenWhen when) {
    ShardProgress progress = status().progress();
    SourceClients all = progress == null ? SourceClients.none() : progress.clients();
    ClientsSeen seen = when == ClientsSeenWhen.BEFORE ? all.before() : all.after();
    return seen == null ? List.of() : seen.writing().stream().map(SourceClient::name).toList();
  }

  @Test
  void nothingTakesACommitBackNotEvenABatchThatComesLate() throws Exception {
    given("7.0", "7.0");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.FREEZE);
    awaitState(TaskState.COMMITTED);

    source.command("PUBLISH", "somebody", "hears");
    host.close();

    assertThat(checkpoint()).contains("state=committed");
  }

  @Test
  void aWorkerThatFindsACommitWithoutBeingToldOfACutoverFinishesItWhenToldTo() throws Exception {
    given("7.0", "7.0");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.FREEZE);
    awaitState(TaskState.COMMITTED);
    source.command("CONFIG", "SET", "min-replicas-to-write", "0");

    epoch = 2;
    ordered(DesiredState.PREPARE);
    await().atMost(LONG).until(() -> status().epoch() == 2);
    awaitState(TaskState.COMMITTED);
    cutover("token-2", FenceKind.CLIENT_PAUSE, DesiredState.DETACH);
    awaitState(TaskState.DETACHED);

    assertThatThrownBy(() -> source.command("SET", "after", "cutover"))
        .isInstanceOfSatisfying(RespError.class, e -> assertThat(e.code()).isEqualTo("NOREPLICAS"));
    assertThat(status().cutover().liftCommand()).contains("CONFIG SET min-");
  }

  @Test
  void aWorkerThatTakesOverSaysThatNothingIsCommitted() throws Exception {
    given("7.0", "7.0");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);

    epoch = 2;
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.PREPARE);
    await().atMost(LONG).until(() -> status().epoch() == 2);
    awaitState(TaskState.PREPARED);

    assertThat(status().cutover().token()).isEqualTo("token-1");
    assertThat(status().cutover().sealedOffset()).isNull();
  }

  @ParameterizedTest(name = "the fence {0}")
  @EnumSource(
      value = LedgerEntry.State.class,
      names = {"RECORDED", "APPLIED"})
  void theFenceOfAWorkerThatDiedBeforeTheCommitIsLiftedByTheNext(LedgerEntry.State fence)
      throws Exception {
    given("7.0", "7.0");
    source.command("CONFIG", "SET", "min-replicas-to-write", "999");
    LedgerEntry left =
        new LedgerEntry(
            Side.SOURCE,
            "0",
            source.host() + ":" + source.port(),
            "run id of the source",
            "min-replicas-to-write",
            "0",
            "999",
            fence,
            null,
            Instant.now());
    order = withLedger(order(DesiredState.RUN, null), left);
    host.apply(order);
    awaitState(TaskState.STREAMING);

    assertThat(source.command("SET", "open", "again")).isEqualTo("OK");
    assertThat(status().ledger())
        .filteredOn(entry -> entry.parameter().startsWith("min-"))
        .extracting(LedgerEntry::state)
        .containsOnly(LedgerEntry.State.RESTORED);
  }

  private static TaskSpec withLedger(TaskSpec spec, LedgerEntry entry) {
    return new TaskSpec(
        spec.name(),
        spec.type(),
        spec.shard(),
        spec.runId(),
        spec.attempt(),
        spec.epoch(),
        spec.desired(),
        spec.source(),
        spec.target(),
        spec.owner(),
        spec.keepClaim(),
        spec.replication(),
        spec.cutover(),
        List.of(entry),
        spec.resume());
  }

  private void tried(Trial.Kind kind, FenceKind fence, Duration maxLag) {
    trial =
        new TrialOrder(
            1, kind, fence, maxLag, Duration.ofSeconds(10), SourceAfter.READ_ONLY, atFence);
    ordered(DesiredState.RUN);
    await()
        .atMost(LONG)
        .until(() -> status().cutover() != null && status().cutover().trial() != null);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"6.2", "7.0"})
  void aRehearsalHoldsWritersForAMomentAndLosesNoneOfTheirWrites(String version) throws Exception {
    given(version, "7.0");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);

    try (ProbingWriter writer = new ProbingWriter(source)) {
      await().atMost(LONG).until(() -> writer.acknowledged() > 100);
      tried(Trial.Kind.REHEARSAL, FenceKind.CLIENT_PAUSE, Duration.ofMillis(500));
      long then = writer.acknowledged();
      await().atMost(LONG).until(() -> writer.acknowledged() > then + 100);

      TrialResult found = status().cutover().trial();
      assertThat(found.blockers()).isEmpty();
      assertThat(found.possible()).isTrue();
      assertThat(found.outageMillis()).isBetween(0L, 200L);
      assertThat(found.steps())
          .extracting(StepProgress::step)
          .containsExactly("CatchUp", "Fence", "Drain", "Prove");
      assertThat(status().cutover().token()).isNull();
      assertThat(status().state()).isEqualTo(TaskState.STREAMING);
      assertThat(writer.longestHeld()).isLessThan(Duration.ofMillis(400));
      writer.stop();
      assertThat(source.command("GET", ProbingWriter.KEY))
          .isEqualTo(Long.toString(writer.acknowledged()));
    }
    // Keys live longer on the target again, as always while the stream goes on.
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(Oracle.diff(source, target, CheckpointLocation.KEY::equals))
                    .allMatch(each -> each.toString().contains("expires at")));
    assertThat(target.command("GET", ProbingWriter.KEY))
        .isEqualTo(source.command("GET", ProbingWriter.KEY));
    assertThat(checkpoint()).contains("streaming").doesNotContain("committed");
  }

  @Test
  void aFenceThatDoesNotEndByItselfIsNotRehearsed() throws Exception {
    given("7.0", "7.0");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);

    tried(Trial.Kind.REHEARSAL, FenceKind.MIN_REPLICAS, Duration.ofMillis(500));

    assertThat(status().cutover().trial().blockers())
        .singleElement()
        .satisfies(blocker -> assertThat(blocker.reason()).isEqualTo("RehearsalNotPossible"));
    assertThat(source.command("SET", "still", "open")).isEqualTo("OK");
  }

  @ParameterizedTest(name = "{0}, fence {1}")
  @CsvSource({"2.8, MIN_REPLICAS", "7.0, CLIENT_PAUSE"})
  void aDryRunChangesNothing(String version, FenceKind fence) throws Exception {
    given(version, "7.0");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    String before = source.connect().command("CONFIG", "GET", "*").toString();

    tried(Trial.Kind.DRY_RUN, fence, Duration.ofMillis(500));

    assertThat(source.connect().command("CONFIG", "GET", "*").toString()).isEqualTo(before);
    assertThat(status().cutover().trial().possible()).isTrue();
    assertThat(status().cutover().trial().steps())
        .filteredOn(step -> step.step().equals("MakeLasting"))
        .singleElement()
        .satisfies(step -> assertThat(step.message()).contains("to-write 999"));
    assertThat(status().ledger()).noneMatch(entry -> entry.parameter().startsWith("min-"));
    assertThat(source.command("SET", "still", "open")).isEqualTo("OK");
  }

  @Test
  void aDryRunSaysThatAReplicaCannotBeClosed() throws Exception {
    given("7.0", "7.0");
    RedisServer primary = servers.start("7.0");
    source.command("REPLICAOF", primary.host(), String.valueOf(primary.port()));
    await()
        .atMost(LONG)
        .until(() -> source.command("INFO", "replication").toString().contains("link_status:up"));
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);

    tried(Trial.Kind.DRY_RUN, FenceKind.MIN_REPLICAS, Duration.ofMillis(500));

    assertThat(status().cutover().trial().possible()).isFalse();
    assertThat(status().cutover().trial().blockers())
        .extracting(Blocker::reason)
        .contains("SourceChanged");
  }

  private String checkpoint() {
    try (var connection = target.connect()) {
      connection.command("SELECT", "15");
      return String.valueOf(connection.command("GET", CheckpointLocation.KEY));
    }
  }

  @Test
  void stopRestoresTheSourceAndGivesTheTargetUp() throws Exception {
    given("7.0", "7.0");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);

    ordered(DesiredState.STOP);
    awaitState(TaskState.STOPPED);

    assertThat(status().ledger())
        .extracting(LedgerEntry::state)
        .containsOnly(LedgerEntry.State.RESTORED);
    assertThat(checkpoint()).isEqualTo("null");
    assertThat(target.command("DBSIZE")).isEqualTo(source.command("DBSIZE"));
  }

  @Test
  void aLaterEpochGoesOnWhereTheEarlierStopped() throws Exception {
    given("7.0", "7.0");
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    TaskStatus first = status();

    order =
        new TaskSpec(
            TASK,
            TaskType.REPLICATE,
            "0",
            "run",
            1,
            2,
            DesiredState.RUN,
            order.source(),
            order.target(),
            true,
            false,
            order.replication(),
            null,
            first.ledger(),
            null);
    host.apply(order);
    source.command("SET", "under", "epoch 2");

    await()
        .atMost(LONG)
        .until(() -> status().epoch() == 2 && status().state() == TaskState.STREAMING);
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(target.command("GET", "under")).isEqualTo("epoch 2"));
    assertThat(status().progress().fullResyncs()).isZero();
  }

  @Test
  void preflightFindsNothingWrongWithOrdinaryServersAndNamesWhatIs() throws Exception {
    given("2.8", "7.0");
    TaskSpec preflight =
        new TaskSpec(
            "preflight",
            TaskType.PREFLIGHT,
            "0",
            "run",
            1,
            1,
            DesiredState.PREPARE,
            order.source(),
            order.target(),
            false,
            false,
            order.replication(),
            null,
            List.of(),
            null);
    host.apply(preflight);
    await()
        .atMost(LONG)
        .until(() -> host.statuses().get("preflight").state() == TaskState.SUCCEEDED);
    assertThat(host.statuses().get("preflight").checks()).noneMatch(CheckResult::blocks);

    target.command("SET", "theirs", "1");
    host.delete("preflight");
    host.apply(preflight);
    await()
        .atMost(LONG)
        .until(() -> host.statuses().get("preflight").state() == TaskState.SUCCEEDED);
    assertThat(host.statuses().get("preflight").checks())
        .filteredOn(CheckResult::blocks)
        .extracting(CheckResult::name)
        .containsExactly("TargetEmpty");
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"6.2, 6.2", "7.0, newest"})
  void nobodyElseWritesToALockedTargetUntilTheCommitAndThenAtOnce(String from, String to)
      throws Exception {
    given(from, to);
    Object rules = target.command("ACL", "LIST");
    lock = LockMode.ACL;
    mode = VerificationSpec.Mode.FULL;
    ordered(DesiredState.RUN);
    awaitVerified(VerificationProgress.State.PASSED);
    OutageProbe client = OutageProbe.between(source, target, connection -> true, LONG);
    client.awaitFirstWrite();

    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.RUN);
    awaitState(TaskState.ARMED);
    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.FREEZE);
    awaitState(TaskState.COMMITTED);
    Duration outage = client.outage();
    assertThat(target.command("GET", OutageProbe.KEY))
        .isEqualTo(Long.toString(client.acknowledged() + 1));
    assertThat(outage).isLessThan(Duration.ofSeconds(2));
    assertThat(status().verification().foreign()).as("refused writes are none").isNull();

    cutover("token-1", FenceKind.CLIENT_PAUSE, DesiredState.DETACH);
    awaitState(TaskState.DETACHED);
    assertThat(target.command("ACL", "LIST")).isEqualTo(rules);
    assertThat(checkpoint()).isEqualTo("null");
  }

  @Test
  void aLaterWorkerAndARestartOfTheTargetKeepTheLockAndAStopEndsIt() throws Exception {
    given("7.0", "7.0");
    Object rules = target.command("ACL", "LIST");
    lock = LockMode.ACL;
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    ledger = status().ledger();
    resume = ResumePoint.of(status().progress());
    epoch = 2;
    ordered(DesiredState.RUN);
    await()
        .atMost(LONG)
        .until(() -> status().epoch() == 2 && status().state() == TaskState.STREAMING);
    assertLocked();

    target.command("SAVE");
    target.restart();
    assertThat(target.command("ACL", "LIST")).as("forgotten by the restart").isEqualTo(rules);
    source.command("SET", "after", "the restart");
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> "the restart".equals(target.command("GET", "after")));
    assertLocked();

    ordered(DesiredState.STOP);
    awaitState(TaskState.STOPPED);
    assertThat(target.command("ACL", "LIST")).isEqualTo(rules);
    assertThat(target.command("SET", "theirs", "1")).isEqualTo("OK");
    assertThat(checkpoint()).isEqualTo("null");
  }

  /** As when the right was taken away between the checks and the claim. */
  @ParameterizedTest(name = "without the right to {0}")
  @ValueSource(strings = {"acl|list", "acl|setuser"})
  void aTargetThatRefusesTheLockIsWatchedWhereThatIsLeftToUs(String right) throws Exception {
    source = servers.start("7.0");
    target =
        servers.start("7.0", ServerOptions.defaults().user("mover", "pw", "~* &* +@all -" + right));
    Dataset.seeded(1).keys(1_000).loadInto(source);
    targetEndpoint = new Endpoint(target.host(), target.port());
    targetAuth = new AuthSpec(key("username"), key("password"));
    secret.putAll(Map.of("username", "mover", "password", "pw"));
    Object rules = target.command("ACL", "LIST");
    lock = LockMode.ACL;

    ordered(DesiredState.RUN);
    await().atMost(LONG).until(() -> status().state() == TaskState.FAILED);
    assertThat(status().failure().reason()).isEqualTo("TargetNotLockable");

    lockMayFail = true;
    epoch = 2;
    ordered(DesiredState.RUN);
    awaitState(TaskState.STREAMING);
    assertThat(status().ledger()).filteredOn(WatchedInstead::is).hasSize(1);
    assertThat(target.command("SET", "theirs", "1")).isEqualTo("OK");

    ordered(DesiredState.STOP);
    awaitState(TaskState.STOPPED);
    assertThat(target.command("ACL", "LIST")).isEqualTo(rules);
  }

  private void assertLocked() {
    assertThatThrownBy(() -> target.command("SET", "theirs", "1"))
        .isInstanceOfSatisfying(RespError.class, e -> assertThat(e.code()).isEqualTo("NOPERM"));
  }

  @Test
  void whoTriesAgainToPrepareDoesNotTakeItsOwnChangesForOriginals() throws Exception {
    given("7.0", "7.0");
    lock = LockMode.ACL;
    Object rules = target.command("ACL", "LIST");
    String timeout = source.connect().command("CONFIG", "GET", "repl-timeout").toString();
    try (FaultProxy toTarget = FaultProxy.to(target.host(), target.port())) {
      targetEndpoint = new Endpoint(toTarget.host(), toTarget.port());
      AtomicInteger records = new AtomicInteger();
      // The user of the run, then the parameters: the target goes while those are set.
      whenRecorded =
          () -> {
            if (records.incrementAndGet() == 2) {
              toTarget.refuse();
              toTarget.cut();
            }
          };
      ordered(DesiredState.PREPARE);
      await().atMost(LONG).until(() -> status().message().contains("trying again"));
      toTarget.resume();
      awaitState(TaskState.PREPARED);
      ordered(DesiredState.STOP);
      awaitState(TaskState.STOPPED);
    }

    assertThat(source.connect().command("CONFIG", "GET", "repl-timeout").toString())
        .isEqualTo(timeout);
    assertThat(target.command("ACL", "LIST")).isEqualTo(rules);
  }

  private void given(String from, String to) {
    source = servers.start(from);
    target = servers.start(to);
    Dataset.seeded(1).keys(1_000).loadInto(source);
    targetEndpoint = new Endpoint(target.host(), target.port());
    order = order(DesiredState.PREPARE, null);
  }

  private void ordered(DesiredState desired) {
    order = order(desired, null);
    host.apply(order);
  }

  private void cutover(String token, FenceKind fence, DesiredState desired) {
    order =
        order(
            desired,
            cutoverOrder(
                token, fence, desired == DesiredState.RUN ? null : Instant.now().plusSeconds(10)));
    host.apply(order);
  }

  private TaskSpec freezing(TaskSpec armed, String token, Instant deadline) {
    return order(DesiredState.FREEZE, cutoverOrder(token, armed.cutover().fence(), deadline));
  }

  private CutoverOrder cutoverOrder(String token, FenceKind fence, Instant deadline) {
    return new CutoverOrder(
        token,
        fence,
        Duration.ofMillis(500),
        Duration.ofSeconds(10),
        deadline,
        sourceAfter,
        atFence,
        true,
        CutoverStatus.Decision.OPEN);
  }

  private TaskSpec order(DesiredState desired, CutoverOrder cutover) {
    ReplicationOptions options =
        new ReplicationOptions(
            ReplicationMode.COMMANDS,
            ParametersSpec.defaults(),
            ExistingData.REJECT,
            null,
            lock,
            FenceKind.AUTO,
            SourceAfter.READ_ONLY,
            1L << 30,
            OnFullResync.FAIL,
            new ThrottleSpec(0, 0),
            new VerificationSpec(mode, atFence, null, keysPerSecond, null),
            verificationRound,
            repairRound,
            false,
            null,
            trial,
            null,
            lockMayFail);
    return new TaskSpec(
        TASK,
        TaskType.REPLICATE,
        "0",
        "run",
        1,
        epoch,
        desired,
        to(source),
        new ConnectionSpec(
            null, null, List.of(targetEndpoint), null, targetAuth, null, null, false),
        true,
        false,
        options,
        cutover,
        ledger,
        resume);
  }

  private static ConnectionSpec to(RedisServer server) {
    return ConnectionSpec.to(new Endpoint(server.host(), server.port()));
  }

  private static boolean hasJustCaughtUp(TaskStatus report) {
    List<StepProgress> steps = report.cutover() == null ? List.of() : report.cutover().steps();
    return !steps.isEmpty() && steps.get(steps.size() - 1).step().equals("CatchUp");
  }

  private void leaveTheTargetBehind() {
    target.freeze();
    source.command("SET", "not", "drained");
  }

  private TaskStatus status() {
    return host.statuses().get(TASK);
  }

  private void awaitState(TaskState wanted) {
    await()
        .atMost(LONG)
        .until(
            () -> {
              TaskStatus now = status();
              assertThat(now.state())
                  .as("%s %s", now.message(), now.failure())
                  .isNotEqualTo(TaskState.FAILED);
              return now.state() == wanted;
            });
  }
}
