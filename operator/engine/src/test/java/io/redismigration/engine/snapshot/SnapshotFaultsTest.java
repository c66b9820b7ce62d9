package io.redismigration.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.lane.LaneSettings;
import io.redismigration.engine.target.Throttle;
import io.redismigration.engine.target.Waiting;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.client.Pipeline;
import io.redismigration.testkit.net.Direction;
import io.redismigration.testkit.net.FaultProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A target that is not empty, not there, not willing or not the same any more. */
class SnapshotFaultsTest {

  private static SnapshotScene sources;
  private static RedisServer source;
  private static Path rdb;

  /** Connections to the target that a snapshot takes when nothing goes wrong. */
  private static long undisturbed;

  @AutoClose private final SnapshotScene scene = new SnapshotScene();

  @BeforeAll
  static void fillTheSource() throws Exception {
    sources = new SnapshotScene();
    source = sources.start("7.0");
    SampleData.fill(source);
    // So many that their replies alone are worth cutting.
    try (Pipeline more = source.pipeline()) {
      for (int i = 0; i < 5000; i++) {
        more.add("SET", "more:" + i, "value " + i, "PXAT", Long.toString(SampleData.FAR));
        more.add("HSET", "more hash:" + i, "a", "1", "b", "x".repeat(50), "c", "" + i);
        more.add("SET", "more plain:" + i, "y".repeat(i % 300));
      }
    }
    rdb = SnapshotScene.save(source);
    RedisServer target = sources.start("7.0");
    try (FaultProxy proxy = FaultProxy.to(target.host(), target.port());
        SnapshotApplier applier = applier(target, proxy, new Throttle())) {
      SnapshotScene.apply(rdb, applier);
      undisturbed = proxy.accepted();
    }
  }

  @AfterAll
  static void stopTheSource() {
    sources.close();
  }

  @ParameterizedTest(name = "a foreign {1}")
  @CsvSource({
    "3, plain:77, SET plain:77 theirs",
    "0, plain:77, SADD plain:77 theirs",
    "0, ttl:9, SET ttl:9 theirs",
    "9, hash:9010, SET hash:9010 theirs",
    "0, random and long, SET 'random and long' theirs",
    "9, list:9010, RPUSH list:9010 theirs"
  })
  void aForeignKeyStopsTheSyncByNameAndIsLeftAlone(String database, String key, String command) {
    RedisServer target = scene.start("7.0");
    String[] words = command.split(" ", 2)[0].equals("SET") ? set(key) : command.split(" ");
    try (var client = target.connect()) {
      client.command("SELECT", database);
      client.command(words);
      Object before = client.command("DEBUG", "DIGEST-VALUE", key);

      assertThatThrownBy(() -> SnapshotScene.apply(rdb, target))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(Reason.ForeignKeyOnTarget);
                assertThat(e).hasMessageContaining("\"" + key + "\"");
                assertThat(e).hasMessageContaining("database " + database + " ");
              });
      assertThat(client.command("DEBUG", "DIGEST-VALUE", key)).isEqualTo(before);
    }
  }

  private static String[] set(String key) {
    return new String[] {"SET", key, "theirs"};
  }

  @ParameterizedTest(name = "after {0} bytes of replies")
  @ValueSource(ints = {1, 200, 3000, 9000, 15_000, 30_000})
  void lostRepliesAreLookedUpBeforeAnythingIsRepeated(int bytes) throws Exception {
    RedisServer target = scene.start("7.0");
    try (FaultProxy proxy = FaultProxy.to(target.host(), target.port());
        SnapshotApplier applier = applier(target, proxy, new Throttle())) {
      // Both lanes ask for INFO server first, whose length depends on the machine.
      long handshakes = 2L * ((String) target.command("INFO", "server")).length() + 200;
      proxy.cutAfter(Direction.TO_CLIENT, handshakes + bytes);

      SnapshotResult result = SnapshotScene.apply(rdb, applier);

      // Which connection is cut depends on the order of the keys: it may be one just being opened.
      assertThat(proxy.accepted()).isGreaterThan(undisturbed);
      assertThat(applier.confirmedKeys()).isEqualTo(result.keys());
      assertThat(SnapshotScene.digest(target)).isEqualTo(SnapshotScene.digest(source));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void manyCutsInEitherDirectionLoseNothing(long seed) throws Exception {
    RedisServer target = scene.start("7.0");
    Random random = new Random(seed);
    try (FaultProxy proxy = FaultProxy.to(target.host(), target.port());
        SnapshotApplier applier = applier(target, proxy, new Throttle())) {
      CompletableFuture<SnapshotResult> running = run(applier);
      for (int cut = 0; cut < 12 && !running.isDone(); cut++) {
        Direction direction = random.nextBoolean() ? Direction.TO_CLIENT : Direction.TO_SERVER;
        long accepted = proxy.accepted();
        long most = direction == Direction.TO_CLIENT ? 8_000 : 400_000;
        proxy.cutAfter(direction, 1 + random.nextLong(most));
        await()
            .pollInterval(Duration.ofMillis(1))
            .until(() -> running.isDone() || proxy.accepted() > accepted);
      }
      running.join();

      assertThat(applier.reconnects()).isPositive();
      assertThat(SnapshotScene.digest(target)).isEqualTo(SnapshotScene.digest(source));
    }
  }

  @Test
  void aRestartedTargetEndsTheSyncBecauseItMayHaveForgotten() {
    RedisServer target = scene.start("7.0");
    Throttle throttle = new Throttle();
    throttle.limit(400_000, 0);
    try (SnapshotApplier applier = applier(target, throttle)) {
      CompletableFuture<SnapshotResult> running = run(applier);
      await().until(() -> applier.confirmedKeys() > 0);

      target.kill9();
      await().until(() -> reason(applier) == Reason.TargetUnreachable);
      target.restart();

      assertThatThrownBy(running::join)
          .cause()
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TargetRestarted));
    }
  }

  @Test
  void whatAFrozenTargetExecutesLateIsNotTakenForForeign() {
    RedisServer target = scene.start("7.0");
    Throttle throttle = new Throttle();
    throttle.limit(1_000_000, 0);
    // Replies that take more than two seconds count as lost.
    try (SnapshotApplier applier = applier(target, throttle)) {
      CompletableFuture<SnapshotResult> running = run(applier);
      await().until(() -> applier.confirmedKeys() > 0);

      target.freeze();
      await().atMost(Duration.ofSeconds(30)).until(() -> applier.waiting().isPresent());
      target.thaw();
      throttle.limit(0, 0);
      running.join();

      assertThat(SnapshotScene.digest(target)).isEqualTo(SnapshotScene.digest(source));
    }
  }

  @Test
  void aTargetOutOfMemoryIsWaitedForAndSaidSo() {
    RedisServer target =
        scene.start(
            "7.0",
            ServerOptions.defaults()
                .config("maxmemory", "3mb")
                .config("maxmemory-policy", "noeviction"));
    try (SnapshotApplier applier = applier(target, new Throttle())) {
      CompletableFuture<SnapshotResult> running = run(applier);
      await().until(() -> reason(applier) == Reason.TargetOutOfMemory);
      assertThat(running).isNotDone();

      target.command("CONFIG", "SET", "maxmemory", "0");
      running.join();

      assertThat(applier.waiting()).isEmpty();
      assertThat(SnapshotScene.digest(target)).isEqualTo(SnapshotScene.digest(source));
    }
  }

  @Test
  void theThrottleHoldsBackAndLetsGoAtOnce() {
    RedisServer target = scene.start("7.0");
    Throttle throttle = new Throttle();
    throttle.limit(100_000, 0);
    try (SnapshotApplier applier = applier(target, throttle)) {
      long start = System.nanoTime();
      CompletableFuture<SnapshotResult> running = run(applier);
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(5))
          .until(() -> !running.isDone());
      double seconds = (System.nanoTime() - start) / 1e9;
      double sent = netInput(target);

      throttle.limit(0, 0);

      assertThat(running).succeedsWithin(Duration.ofSeconds(10));
      // What is let through whole is paid for afterwards: a batch per lane, and one large value.
      double whole = 2.0 * smallBatches().lanes().batchBytes() + running.join().largest().bytes();
      assertThat(sent).isLessThan(100_000 * seconds + whole);
    }
    assertThat(SnapshotScene.digest(target)).isEqualTo(SnapshotScene.digest(source));
  }

  private static long netInput(RedisServer server) {
    return Long.parseLong(server.info("total_net_input_bytes").orElseThrow());
  }

  private static Reason reason(SnapshotApplier applier) {
    return applier.waiting().map(Waiting::reason).orElse(null);
  }

  /** Small batches, so that faults meet many of them. */
  private static SnapshotSettings smallBatches() {
    return SnapshotSettings.defaults().withLanes(new LaneSettings(2, 16 << 10, 200));
  }

  private static SnapshotApplier applier(RedisServer target, Throttle throttle) {
    return SnapshotScene.applier(
        target, target.host(), target.port(), smallBatches(), SnapshotScene.SAME_TTL, throttle);
  }

  private static SnapshotApplier applier(RedisServer target, FaultProxy proxy, Throttle throttle) {
    return SnapshotScene.applier(
        target, proxy.host(), proxy.port(), smallBatches(), SnapshotScene.SAME_TTL, throttle);
  }

  private static CompletableFuture<SnapshotResult> run(SnapshotApplier applier) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return SnapshotScene.apply(rdb, applier);
          } catch (java.io.IOException | InterruptedException e) {
            throw new CompletionException(e);
          }
        });
  }
}
