package io.redismigration.worker.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.foreign.KeptOut;
import io.redismigration.migration.ledger.RestoreCommands;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.client.RespError;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A target's lock on real servers, apart from any replication. */
class TargetLockTest {
  private static final String RUN = "run-1";

  @AutoClose private final RedisServers servers = RedisServers.standard();
  private List<LedgerEntry> durable = List.of();
  private Instant now = Instant.parse("2030-01-01T00:00:00Z");
  private RunLogin login = RunLogin.of(RUN);
  private Runnable whenRecorded = () -> {};

  @ParameterizedTest
  @ValueSource(strings = {"6.2", "7.0", "newest", "valkey-9.1"})
  void nobodyButTheRunWritesAndEverybodyReads(String version) throws Exception {
    try (RedisServer target = withUsers(version);
        RespConnection before = target.connect()) {
      List<?> rules = rules(target);
      try (Held held = held(target)) {
        held.lock.enter();
        held.lock.close();

        assertDenied(before, "SET", "a", "1");
        assertDenied(before, "EVAL", "return redis.call('set','a','1')", "0");
        assertDenied(before, "FLUSHALL");
        assertThat(before.command("GET", "a")).isNull();
        assertThat(before.command("PING")).isEqualTo("PONG");
        try (RespConnection app = target.connect()) {
          app.command("AUTH", "app", "secret");
          assertDenied(app, "SET", "app:1", "1");
        }
        assertThat(write(target)).isTrue();
        assertThat(held.lock.keptOut().denied()).contains("default", "app", "reader");

        held.lock.open();
        assertThat(before.command("SET", "a", "2")).isEqualTo("OK");
        assertThat(held.lock.isClosed()).isFalse();
        held.keeper.restore(entry -> true);
      }
      assertThat(rules(target)).isEqualTo(rules);
      assertThat(durable).noneMatch(LedgerEntry::open);
    }
  }

  @Test
  void whatASelectorPermitsIsTakenAndGivenBack() throws Exception {
    try (RedisServer target = servers.start("7.0");
        RespConnection user = target.connect()) {
      target.command(
          "ACL", "SETUSER", "sel", "on", ">pw", "~a:*", "-@all", "+@read", "(~b:* +@write +auth)");
      List<?> rules = rules(target);
      user.command("AUTH", "sel", "pw");
      try (Held held = held(target)) {
        held.lock.enter();
        held.lock.close();

        assertDenied(user, "SET", "b:1", "1");
        assertThat(user.command("GET", "a:1")).isNull();

        held.keeper.restore(entry -> true);
      }
      assertThat(user.command("SET", "b:1", "1")).isEqualTo("OK");
      assertThat(rules(target)).isEqualTo(rules);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.2", "newest"})
  void whoWaitedForAKeyBeforeTheLockTakesNothing(String version) throws Exception {
    try (RedisServer target = servers.start(version);
        Held held = held(target)) {
      CompletableFuture<String> taken =
          CompletableFuture.supplyAsync(
              () -> {
                try (RespConnection waiting = target.connect()) {
                  return String.valueOf(waiting.command("BLPOP", "queue", "20"));
                } catch (RespError e) {
                  return e.code();
                }
              });
      await().until(() -> "1".equals(target.info("blocked_clients").orElse("")));
      held.lock.enter();
      held.lock.close();

      assertThat(taken.get(10, TimeUnit.SECONDS)).isEqualTo("UNBLOCKED");
      held.keeper.restore(entry -> true);
    }
  }

  @Test
  void theLedgerHoldsNoPassword() throws Exception {
    try (RedisServer target = withUsers("7.0");
        Held held = held(target)) {
      held.lock.enter();
      held.lock.close();

      String all = durable.toString() + RestoreCommands.of(durable);
      assertThat(all).contains("user app").doesNotContain("#").doesNotContain("secret");
      assertThat(all).doesNotContain(login.hash()).doesNotContain(">");
      held.keeper.restore(entry -> true);
    }
  }

  @Test
  void theShownCommandsAreEnough() throws Exception {
    try (RedisServer target = withUsers("7.0")) {
      List<?> rules = rules(target);
      try (Held held = held(target)) {
        held.lock.enter();
        held.lock.close();
      }

      for (LedgerEntry entry : durable) {
        String[] words = RestoreCommands.setting(entry).split(" ");
        for (int i = 0; i < words.length; i++) {
          words[i] = words[i].replace("'", "");
        }
        target.command(words);
      }

      assertThat(rules(target)).isEqualTo(rules);
    }
  }

  @Test
  void aChangedUserIsLeftAloneAndAnewOneIsFound() throws Exception {
    try (RedisServer target = withUsers("7.0");
        Held held = held(target)) {
      held.lock.enter();
      held.lock.close();

      target.command("ACL", "SETUSER", "app", "+set");
      target.command("ACL", "SETUSER", "guest", "on", "nopass", "~*", "+@all");
      target.command("ACL", "SETUSER", "reader", "+set");
      assertThat(held.lock.keptOut().denied())
          .contains("default")
          .doesNotContain("app", "guest", "reader");
      assertThat(held.lock.keptOut().letIn()).containsExactly("app");
      later();
      held.lock.lookAfter();
      assertThat(held.lock.keptOut().letIn()).as("whoever looked first").containsExactly("app");
      String app = rulesOf(target, "app");
      held.keeper.restore(entry -> true);

      assertThat(durable)
          .filteredOn(entry -> entry.parameter().equals("user app"))
          .singleElement()
          .satisfies(
              entry -> {
                assertThat(entry.state()).isEqualTo(LedgerEntry.State.LEFT_ALONE);
                assertThat(entry.message()).contains("may write again");
              });
      assertThat(durable)
          .filteredOn(entry -> entry.parameter().equals("user guest"))
          .singleElement()
          .satisfies(entry -> assertThat(entry.message()).contains("may write"));
      assertThat(rulesOf(target, "app")).isEqualTo(app);
    }
  }

  @Test
  void aNewPasswordOfTheUserThatTheManifestNamesLetsNobodyElseIn() throws Exception {
    try (RedisServer target = servers.start("7.0")) {
      target.command("ACL", "SETUSER", "mover", "on", ">pw", "~*", "&*", "+@all");
      try (Held held = held(target, "mover")) {
        held.lock.enter();
        held.lock.close();

        target.command("ACL", "SETUSER", "mover", "resetpass", ">next", "+@all");
        assertThat(held.lock.keptOut().letIn()).isEmpty();
        target.command("ACL", "SETUSER", "default", "+@write");
        assertThat(held.lock.keptOut().letIn()).containsExactly("default");
      }
    }
  }

  @Test
  void aTargetThatForgotTheLockIsLockedAgain() throws Exception {
    try (RedisServer target = withUsers("7.0");
        Held held = held(target)) {
      List<?> rules = rules(target);
      held.lock.enter();
      held.lock.close();
      // As a restart without an ACL file leaves it.
      target.command("ACL", "DELUSER", "redis-migration:" + RUN);
      for (LedgerEntry entry : durable) {
        target.command(RestoreCommands.setting(entry).replace("'", "").split(" "));
      }
      assertThat(rules(target)).isEqualTo(rules);

      later();
      held.lock.lookAfter();

      try (RespConnection user = target.connect()) {
        assertDenied(user, "SET", "a", "1");
      }
      assertThat(write(target)).isTrue();
      held.keeper.restore(entry -> true);
      assertThat(rules(target)).isEqualTo(rules);
    }
  }

  /** The watch for others' writes asks four times a second, on the same connection. */
  @Test
  void aTargetThatHadToBeConnectedToAnewIsLookedAtAtOnce() throws Exception {
    try (RedisServer target = servers.start("7.0");
        Held held = held(target)) {
      held.lock.enter();
      held.lock.close();
      held.lock.lookAfter();
      target.restart();
      assertThat(target.command("SET", "a", "by anybody")).isEqualTo("OK");
      await().ignoreExceptions().until(() -> held.lock.keptOut().letIn().isEmpty());

      held.lock.lookAfter();

      try (RespConnection user = target.connect()) {
        assertDenied(user, "SET", "a", "1");
      }
      assertThat(write(target)).isTrue();
      held.keeper.restore(entry -> true);
    }
  }

  @Test
  void aLockThatFailedHalfWayIsTriedAgain() throws Exception {
    try (RedisServer target = servers.start("7.0");
        Held held = held(target)) {
      lockedAndRestarted(target, held);
      AtomicInteger records = new AtomicInteger();
      whenRecorded =
          () -> {
            // The first is that of the run's user, the second that of everybody else.
            if (records.incrementAndGet() == 2) {
              throw new IllegalStateException("no room for it");
            }
          };
      assertThatThrownBy(held.lock::lookAfter).hasMessage("no room for it");
      whenRecorded = () -> {};

      later();
      held.lock.lookAfter();

      try (RespConnection user = target.connect()) {
        assertDenied(user, "SET", "a", "1");
      }
      assertThat(held.lock.keptOut().denied()).contains("default");
      held.keeper.restore(entry -> true);
    }
  }

  @Test
  void whoIsFoundUnlockedWhileARestartedTargetIsLockedAgainWasNotLetIn() throws Exception {
    try (RedisServer target = servers.start("7.0");
        Held held = held(target)) {
      lockedAndRestarted(target, held);
      List<KeptOut> seen = new ArrayList<>();
      whenRecorded = () -> seen.add(held.lock.keptOut());

      held.lock.lookAfter();

      assertThat(seen).isNotEmpty().allMatch(found -> found.letIn().isEmpty());
      assertThat(held.lock.keptOut().denied()).contains("default");
      held.keeper.restore(entry -> true);
    }
  }

  @Test
  void anotherWorkersPasswordIsGoodNoMore() throws Exception {
    try (RedisServer target = withUsers("7.0");
        Held first = held(target)) {
      first.lock.enter();
      first.lock.close();
      RunLogin zombie = login;
      login = RunLogin.of(RUN);
      List<?> lockedRules = rules(target);
      try (Held next = held(target)) {
        next.lock.enter();
        next.lock.close();

        assertThat(write(target, zombie)).isFalse();
        assertThat(write(target)).isTrue();
        assertThat(rules(target)).hasSameSizeAs(lockedRules);
        next.keeper.restore(entry -> true);
      }
      assertThat(target.command("SET", "a", "1")).isEqualTo("OK");
    }
  }

  @Test
  void aReplicaIsLockedTooAndGoesOnReplicating() throws Exception {
    try (RedisServer target = withUsers("7.0");
        RedisServer replica = servers.start("7.0", ServerOptions.defaults().replicaOf(target))) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> replica.info("master_link_status").filter("up"::equals).isPresent());
      List<?> rules = rules(replica);
      try (Held held = held(target)) {
        held.lock.enter();
        held.lock.close();

        assertThat(write(target)).isTrue();
        await().until(() -> "1".equals(replica.command("GET", "written")));
        replica.command("REPLICAOF", "NO", "ONE");
        try (RespConnection user = replica.connect()) {
          assertDenied(user, "SET", "a", "1");
        }
        assertThat(write(replica)).isTrue();
        held.keeper.restore(entry -> true);
      }
      assertThat(rules(replica)).isEqualTo(rules);
      assertThat(replica.command("SET", "a", "1")).isEqualTo("OK");
    }
  }

  @Test
  void aTargetThatRefusesIsToldByWhatItRefused() throws Exception {
    try (RedisServer target =
            servers.start("7.0", ServerOptions.defaults().user("mover", "pw", "~* &* +@all -acl"));
        Held held = held(target, "mover")) {
      assertThatThrownBy(held.lock::enter)
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.TargetNotLockable));
    }
  }

  /** A worker's hands on a target. */
  private static final class Held implements AutoCloseable {
    private final RedisControl control;
    private final TargetLock lock;
    private final ParameterKeeper keeper;

    private Held(RedisControl control, TargetLock lock, ParameterKeeper keeper) {
      this.control = control;
      this.lock = lock;
      this.keeper = keeper;
    }

    @Override
    public void close() {
      control.close();
    }
  }

  private Held held(RedisServer target) {
    return held(target, "default");
  }

  private Held held(RedisServer target, String user) {
    RedisControl control = ParameterScene.control(target.host(), target.port());
    if (!user.equals("default")) {
      control.call("AUTH", user, "pw");
    }
    Ledger ledger =
        new Ledger(
            (task, entries) -> {
              durable = new ArrayList<>(entries);
              whenRecorded.run();
            },
            "task",
            "0",
            clock(),
            durable);
    OtherNodes.Dial others = (side, at) -> ParameterScene.control(at.host(), at.port());
    return new Held(
        control,
        new TargetLock(control, user, others, ledger, login),
        new ParameterKeeper(control, control, others, ledger));
  }

  /** Nobody has looked at it since. */
  private static void lockedAndRestarted(RedisServer target, Held held) throws Exception {
    held.lock.enter();
    held.lock.close();
    held.lock.lookAfter();
    target.restart();
    await().ignoreExceptions().until(() -> held.lock.keptOut().letIn().isEmpty());
  }

  private InstantSource clock() {
    return () -> now;
  }

  private void later() {
    now = now.plusSeconds(3);
  }

  private RedisServer withUsers(String version) {
    RedisServer target = servers.start(version);
    target.command("ACL", "SETUSER", "app", "on", ">secret", "~app:*", "+@all", "-@dangerous");
    target.command("ACL", "SETUSER", "reader", "on", ">secret", "~*", "-@all", "+@read", "+auth");
    target.command("ACL", "SETUSER", "gone", "off", "~*", "-@all");
    return target;
  }

  private static List<?> rules(RedisServer server) {
    return (List<?>) server.command("ACL", "LIST");
  }

  private static String rulesOf(RedisServer server, String user) {
    return rules(server).stream()
        .map(String::valueOf)
        .filter(line -> line.startsWith("user " + user + " "))
        .findFirst()
        .orElseThrow();
  }

  private boolean write(RedisServer server) {
    return write(server, login);
  }

  private static boolean write(RedisServer server, RunLogin as) {
    ConnectionSettings settings =
        as.on(ConnectionSettings.to(new Endpoint(server.host(), server.port())));
    try (RedisConnection open = RedisConnection.open(new SocketDialer(), settings)) {
      return open.call("SET", "written", "1").isOk();
    } catch (IOException e) {
      return false;
    }
  }

  private static void assertDenied(RespConnection client, String... command) {
    assertThatThrownBy(() -> client.command(command))
        .isInstanceOf(RespError.class)
        .hasMessageMatching("(?s).*(NOPERM|permissions|ACL failure|can't run).*");
  }
}
