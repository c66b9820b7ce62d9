package io.redismigration.engine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.target.Throttle;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.client.Pipeline;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.net.Direction;
import io.redismigration.testkit.net.FaultProxy;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("measures the memory of the process, and how long a server stands still")
class LargeValuesTest {

  private static final int MIB = 1 << 20;

  /** What the applier may hold at a time, whatever the size of a value. */
  private static final long MEMORY = 48L * MIB;

  private static final ServerOptions LARGE =
      ServerOptions.defaults()
          .config("proto-max-bulk-len", "2gb")
          .config("slowlog-log-slower-than", "10000")
          .config("slowlog-max-len", "1000");

  @AutoClose private final SnapshotScene scene = new SnapshotScene();

  @Test
  void writesAStringOf200MebibytesInPieces() throws Exception {
    writesALargeString(200);
  }

  @Test
  @Tag("long")
  void writesAStringOfOneGibibyteInPieces() throws Exception {
    writesALargeString(1024);
  }

  private void writesALargeString(int mebibytes) throws Exception {
    RedisServer source = scene.start("7.0", LARGE);
    RedisServer target = scene.start("7.0", LARGE);
    byte[] piece = SampleData.random(MIB, 3);
    try (Pipeline to = source.pipeline()) {
      for (int i = 0; i < mebibytes; i++) {
        to.add("APPEND".getBytes(StandardCharsets.US_ASCII), new byte[] {'k'}, piece);
        to.drain();
      }
      to.add("SET", "compressible", "ab".repeat(20 * MIB));
    }
    Path rdb = SnapshotScene.save(source);
    long before = directMemory();

    SnapshotResult result = SnapshotScene.apply(rdb, target);

    assertThat(directMemory() - before).isLessThan(MEMORY);
    assertThat(result.largest().bytes()).isGreaterThan((long) mebibytes * MIB);
    assertThat(target.command("STRLEN", "k")).isEqualTo((long) mebibytes * MIB);
    assertThat(SnapshotScene.digest(target)).isEqualTo(SnapshotScene.digest(source));
  }

  @Test
  void writesASortedSetOf500ThousandMembersWithoutStallingTheTarget() throws Exception {
    // Beside other tests on the same cores; the large size, which runs alone, has the real bound.
    writesALargeSortedSet(500_000, 400);
  }

  @Test
  @Tag("long")
  void writesASortedSetOfFiveMillionMembersWithoutStallingTheTarget() throws Exception {
    writesALargeSortedSet(5_000_000, 100);
  }

  private void writesALargeSortedSet(int members, int longestMillis) throws Exception {
    RedisServer source = scene.start("7.0", LARGE);
    RedisServer target = scene.start("7.0", LARGE);
    many(source, "ZADD", "zset", members, i -> i % 2 == 0 ? "" + i * 0.125 : "member:" + i);
    Path rdb = SnapshotScene.save(source);
    long before = directMemory();

    SnapshotScene.apply(rdb, target);

    assertThat(directMemory() - before).isLessThan(MEMORY);
    assertThat(slowestMillis(target)).as(() -> slowest(target)).isLessThan(longestMillis);
    assertThat(SnapshotScene.digest(target)).isEqualTo(SnapshotScene.digest(source));
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"2.8, 2.8", "2.8, 7.0", "7.0, 6.2", "8.0, valkey-9.1"})
  void writesEveryKindInPieces(String from, String to) throws Exception {
    RedisServer source = scene.start(from);
    RedisServer target = scene.start(to);
    fillWithLargeValues(source);

    SnapshotScene.apply(SnapshotScene.save(source), target);

    assertThat(SnapshotScene.digest(target)).isEqualTo(SnapshotScene.digest(source));
    assertThat((Long) target.command("PTTL", "list"))
        .isCloseTo((Long) source.command("PTTL", "list"), within(5000L));
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"8.0, 8.0", "8.0, valkey-9.1", "valkey-9.1, 8.0", "valkey-9.1, valkey-9.1"})
  void keepsTheTimesOfHashFields(String from, String to) throws Exception {
    RedisServer source = scene.start(from);
    RedisServer target = scene.start(to);
    many(source, "HSET", "small", 20, i -> "text " + i);
    many(source, "HSET", "large", 60_000, i -> "a longer text " + i);
    for (String key : List.of("small", "large")) {
      String field = key.equals("small") ? "text 0" : "a longer text 0";
      source.command("HPEXPIREAT", key, Long.toString(SampleData.FAR), "FIELDS", "1", field);
    }

    SnapshotScene.apply(SnapshotScene.save(source), target);

    assertThat(target.command("HPEXPIRETIME", "small", "FIELDS", "2", "text 0", "text 2"))
        .isEqualTo(List.of(SampleData.FAR, -1L));
    assertThat(target.command("HPEXPIRETIME", "large", "FIELDS", "1", "a longer text 0"))
        .isEqualTo(List.of(SampleData.FAR));
    // The families digest a field's time differently, so that the rest is compared without.
    for (RedisServer server : List.of(source, target)) {
      server.command("HPERSIST", "small", "FIELDS", "1", "text 0");
      server.command("HPERSIST", "large", "FIELDS", "1", "a longer text 0");
    }
    assertThat(SnapshotScene.digest(target)).isEqualTo(SnapshotScene.digest(source));
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"8.0, 8.0", "valkey-9.1, valkey-9.1"})
  void holdsTheTimesOfHashFieldsToo(String from, String to) throws Exception {
    RedisServer source = scene.start(from);
    RedisServer target = scene.start(to);
    source.command("HSET", "small", "f", "v", "g", "w");
    source.command("HPEXPIREAT", "small", Long.toString(SampleData.FAR), "FIELDS", "1", "f");
    try (SnapshotApplier applier =
        SnapshotScene.applier(
            target,
            target.host(),
            target.port(),
            SnapshotSettings.defaults(),
            millis -> millis + 600_000,
            new Throttle())) {
      SnapshotScene.apply(SnapshotScene.save(source), applier);
    }

    assertThat(target.command("HPEXPIRETIME", "small", "FIELDS", "2", "f", "g"))
        .isEqualTo(List.of(SampleData.FAR + 600_000, -1L));
  }

  @ParameterizedTest(name = "every {0} bytes of commands")
  @ValueSource(ints = {30_000, 250_000, 1_100_000})
  void lostRepliesAreToldFromLostCommandsByTheSize(int bytes) throws Exception {
    RedisServer source = scene.start("7.0");
    RedisServer target = scene.start("7.0");
    fillWithLargeValues(source);
    Path rdb = SnapshotScene.save(source);
    try (FaultProxy proxy = FaultProxy.to(target.host(), target.port());
        SnapshotApplier applier = SnapshotScene.applier(target, proxy)) {
      CompletableFuture<SnapshotResult> running = run(rdb, applier);
      for (int cut = 0; cut < 10; cut++) {
        long accepted = proxy.accepted();
        // Turn by turn the command is lost, or its reply.
        if (cut % 2 == 0) {
          proxy.cutAfter(Direction.TO_SERVER, bytes);
        } else {
          proxy.cutAfter(Direction.TO_CLIENT, 20);
        }
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
  void aCommandThatAFrozenTargetExecutesLateIsNotRepeated() throws Exception {
    RedisServer source = scene.start("7.0");
    RedisServer target = scene.start("7.0");
    fillWithLargeValues(source);
    Path rdb = SnapshotScene.save(source);
    Throttle throttle = new Throttle();
    throttle.limit(3 * MIB, 0);
    try (SnapshotApplier applier =
        SnapshotScene.applier(
            target,
            target.host(),
            target.port(),
            SnapshotSettings.defaults(),
            SnapshotScene.SAME_TTL,
            throttle)) {
      CompletableFuture<SnapshotResult> running = run(rdb, applier);
      await().until(() -> applier.confirmedKeys() > 0);

      target.freeze();
      await().atMost(Duration.ofSeconds(30)).until(() -> applier.waiting().isPresent());
      target.thaw();
      throttle.limit(0, 0);
      running.join();

      assertThat(applier.reconnects()).isPositive();
      assertThat(SnapshotScene.digest(target)).isEqualTo(SnapshotScene.digest(source));
    }
  }

  private static CompletableFuture<SnapshotResult> run(Path rdb, SnapshotApplier applier) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return SnapshotScene.apply(rdb, applier);
          } catch (java.io.IOException | InterruptedException e) {
            throw new CompletionException(e);
          }
        });
  }

  private static void fillWithLargeValues(RedisServer source) {
    many(source, "RPUSH", "list", 60_000, i -> "an element of the list, number " + i);
    many(source, "SADD", "set", 60_000, i -> "a member of the set, number " + i);
    many(source, "SADD", "numbers", 150_000, i -> "" + i * 10_007L);
    many(source, "ZADD", "zset", 120_000, i -> i % 2 == 0 ? "" + i * 0.5 : "member " + i);
    many(source, "HMSET", "hash", 60_000, i -> "a text in the hash, number " + i);
    source.command("RPUSH", "list", "x".repeat(3 * MIB), "", "y".repeat(100_000));
    try (RespConnection client = source.connect()) {
      client.commandBytes(bytes("SET"), bytes("string"), SampleData.random(5 * MIB + 17, 4));
      client.command("SET", "compressible", "0123456789".repeat(20 * MIB / 10));
    }
    source.command("PEXPIREAT", "list", Long.toString(SampleData.FAR));
    source.command("PEXPIREAT", "string", Long.toString(SampleData.FAR));
  }

  private interface Words {
    String word(int index);
  }

  /** Adds {@code count} words, a thousand per command. */
  private static void many(RedisServer server, String command, String key, int count, Words words) {
    int total = command.equals("ZADD") && count >= 500_000 ? 2 * count : count;
    try (Pipeline to = server.pipeline()) {
      for (int from = 0; from < total; from += 1000) {
        List<String> all = new ArrayList<>(List.of(command, key));
        IntStream.range(from, Math.min(total, from + 1000)).forEach(i -> all.add(words.word(i)));
        to.add(all.toArray(String[]::new));
      }
    }
  }

  private static Stream<List<?>> slowCommands(RedisServer server) {
    List<?> slow = (List<?>) server.command("SLOWLOG", "GET", "1000");
    return slow.stream()
        .<List<?>>map(entry -> (List<?>) entry)
        .filter(LargeValuesTest::isOfTheApplier);
  }

  private static boolean isOfTheApplier(List<?> entry) {
    return !((List<?>) entry.get(3)).contains("DEBUG");
  }

  private static double slowestMillis(RedisServer server) {
    return slowCommands(server).mapToLong(entry -> (Long) entry.get(2)).max().orElse(0) / 1000.0;
  }

  private static String slowest(RedisServer server) {
    return slowCommands(server)
        .map(entry -> entry.get(2) + " us: " + ((List<?>) entry.get(3)).stream().limit(4).toList())
        .toList()
        .toString();
  }

  private static long directMemory() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
