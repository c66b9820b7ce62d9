package io.redismigration.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.cutover.EqualityProof;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.Pipeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Values too large to be read in one piece, each with a small change on the target. */
class LargeValuesTest {
  /** Above what is read in one piece. */
  private static final int MANY = 21_000;

  private static final long FAR = 4_102_444_800_000L;

  @AutoClose private final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;
  private RedisServer source;
  private RedisServer target;

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"6.0, 7.0", "7.0, 8.0", "8.0, 8.0"})
  void aChangeInTheStateOfALargeStreamIsFoundAndRepaired(String from, String to) throws Exception {
    given(from, to);
    boolean counts = source.version().isAtLeast(7, 0);
    Map<String, String> changes = new TreeMap<>();
    changes.put("consumer", "XCLAIM consumer group bob 0 10-1 RETRYCOUNT 1 JUSTID");
    changes.put("acknowledged", "XACK acknowledged group 10-1");
    changes.put("deliveries", "XCLAIM deliveries group anna 0 10-1 RETRYCOUNT 9 JUSTID");
    changes.put("delivered", "XCLAIM delivered group anna 0 10-1 TIME 1000 RETRYCOUNT 1 JUSTID");
    changes.put("last-delivered", "XGROUP SETID last-delivered group 300-1");
    changes.put("no-group", "XGROUP DESTROY no-group group");
    changes.put("other-group", "XGROUP CREATE other-group another 0");
    changes.put("last-id", "XSETID last-id 9999999-1");
    changes.put("deleted", "XDEL deleted 11000-1");
    changes.put("added", "XADD added 9999999-1 field value");
    changes.put("tombstone", "XACK tombstone group 20-1");
    if (counts) {
      changes.put("entries-added", "XSETID entries-added 21000-1 ENTRIESADDED 77777");
      changes.put("max-deleted", "XSETID max-deleted 21000-1 ENTRIESADDED 21000 MAXDELETEDID 5-1");
    }
    changes.keySet().forEach(this::stream);
    source.command("XDEL", "tombstone", "20-1", "30-1");
    assertThat(replicatedThenChangedAndRepaired(changes)).isEqualTo(changes.size());
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"8.0, 8.0", "valkey-9.1, valkey-9.1"})
  void aChangedTimeOfAFieldOfALargeHashIsFoundAndRepaired(String from, String to) throws Exception {
    given(from, to);
    Map<String, String> changes =
        Map.of(
            "later", "HPEXPIREAT later " + (FAR + 5_000_000) + " FIELDS 1 member3",
            "lasting", "HPERSIST lasting FIELDS 1 member3",
            "dying", "HPEXPIREAT dying " + FAR + " FIELDS 1 member4");
    changes.keySet().forEach(this::expiringHash);
    expiringHash("equal");

    assertThat(replicatedThenChangedAndRepaired(changes)).isEqualTo(3);
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"2.8, 7.0", "7.0, 8.0"})
  void aChangeInALargeValueIsFoundAndRepaired(String from, String to) throws Exception {
    given(from, to);
    for (String name : List.of("list", "longer-list", "set", "zset", "hash", "kind")) {
      fill(name);
    }
    source.command("SETRANGE", "string", Integer.toString(17 << 20), "end");
    source.command("SETRANGE", "longer-string", Integer.toString(17 << 20), "end");
    source.command("PEXPIREAT", "set", Long.toString(FAR));
    Map<String, String> changes = new TreeMap<>();
    changes.put("string", "SETRANGE string 9000000 x");
    changes.put("longer-string", "APPEND longer-string x");
    changes.put("list", "LSET list 20000 other");
    changes.put("longer-list", "LPUSH longer-list another");
    changes.put("set", "SREM set member7; SADD set another");
    changes.put("zset", "ZINCRBY zset 0.5 member7; ZADD zset 1 another; ZREM zset member8");
    changes.put("hash", "HSET hash member7 other; HDEL hash member8; HSET hash another value");
    changes.put("kind", "DEL kind; SET kind value");

    assertThat(replicatedThenChangedAndRepaired(changes)).isEqualTo(changes.size());

    assertThat((Long) target.command("PTTL", "set")).isPositive();
  }

  @Test
  void aLargeHashThatIsWrittenAllTheTimeIsRepaired() throws Exception {
    given("7.0", "7.0");
    fill("hash");
    AtomicBoolean writing = new AtomicBoolean(true);
    Thread writer =
        new Thread(
            () -> {
              try (var client = source.connect()) {
                for (int i = 0; writing.get(); i++) {
                  client.command("HINCRBY", "hash", "count" + i % 10, "1");
                }
              }
            });
    try (VerifyScene scene = scene()) {
      scene.verify(1);
      writer.start();
      target.command("HSET", "hash", "member7", "other");
      target.command("HDEL", "hash", "member8");
      target.command("HSET", "hash", "another", "value");
      scene.verification.start(2);
      await()
          .atMost(VerifyScene.LIMIT)
          .until(
              () -> {
                scene.verification.repair();
                return target.command("HGET", "hash", "member7").equals("value7");
              });

      writing.set(false);
      writer.join();
      scene.awaitDrained();
      assertThat(scene.verify(3).samples()).isEmpty();
      assertThat(target.command("HGET", "hash", "count1"))
          .isEqualTo(source.command("HGET", "hash", "count1"));
    } finally {
      writing.set(false);
    }
  }

  /** Long enough to be written to during every copy. */
  @ParameterizedTest(name = "at the fence: {0}")
  @EnumSource(
      value = FenceScope.class,
      names = {"DELTA", "EVERY_KEY"})
  void aLargeListAndStreamThatAreWrittenAllTheTimeAreSettledUnderTheFence(FenceScope scope)
      throws Exception {
    given("7.0", "7.0");
    fill("list");
    stream("stream");
    try (VerifyScene scene = scene()) {
      scene.verify(1);
      AtomicBoolean writing = new AtomicBoolean(true);
      Thread writer = new Thread(() -> push(writing));
      writer.start();
      try {
        target.command("LSET", "list", "20000", "other");
        target.command("XDEL", "stream", "20000-1");
        scene.replication.touched().add(0, "list".getBytes(StandardCharsets.US_ASCII));
        scene.replication.touched().add(0, "stream".getBytes(StandardCharsets.US_ASCII));
        RepairReport report = scene.verification.repair();
        assertThat(report.busy()).as("%s", report).isEqualTo(2);
        VerificationStatus status = scene.verification.status();
        assertThat(status.unsettled()).isEqualTo(2);
        assertThat(status.unsettledTakes()).isPositive();
      } finally {
        writing.set(false);
        writer.join();
      }
      scene.awaitDrained();
      // As the writer left it: as if there had been no time for a round since.
      target.command("LSET", "list", "20000", "other");
      EqualityProof proof = scene.verification.arm(scope);

      assertThat(proof.prove(Duration.ofSeconds(30), () -> false).equal()).isFalse();
      EqualityProof.Finding finding = proof.prove(Duration.ofSeconds(30));

      assertThat(finding.equal()).as(finding.message()).isTrue();
      assertThat(target.command("LRANGE", "list", "0", "-1"))
          .isEqualTo(source.command("LRANGE", "list", "0", "-1"));
      assertThat(target.command("XRANGE", "stream", "-", "+"))
          .isEqualTo(source.command("XRANGE", "stream", "-", "+"));
    }
  }

  private void push(AtomicBoolean writing) {
    try (var client = source.connect()) {
      for (int i = 0; writing.get(); i++) {
        client.command("RPUSH", "list", "new" + i);
        client.command("XADD", "stream", (i + 1_000_000) + "-1", "field", "new");
      }
    }
  }

  @Test
  void theTimeOfALargeKeyIsComparedUnderTheFence() throws Exception {
    given("7.0", "7.0");
    fill("hash");
    source.command("PEXPIREAT", "hash", Long.toString(FAR));
    try (VerifyScene scene = scene()) {
      scene.verify(1);
      scene.verification.makeTtlsExact();
      scene.verification.arm();
      target.command("PERSIST", "hash");
      // As if the stream had named it, too late for a round.
      scene.replication.touched().add(0, "hash".getBytes(StandardCharsets.US_ASCII));

      EqualityProof.Finding finding = scene.verification.proof().prove(Duration.ofSeconds(30));

      assertThat(finding.equal()).isFalse();
    }
  }

  @Test
  void timesOfFieldsOfALargeHashAreMadeExact() throws Exception {
    given("8.0", "8.0");
    expiringHash("hash");
    try (VerifyScene scene = scene()) {
      assertThat(scene.verify(1).samples()).isEmpty();
      assertThat(target.command("HPEXPIRETIME", "hash", "FIELDS", "1", "member3"))
          .isNotEqualTo(List.of(FAR));

      scene.verification.makeTtlsExact();

      assertThat(target.command("HPEXPIRETIME", "hash", "FIELDS", "1", "member3"))
          .asInstanceOf(InstanceOfAssertFactories.LIST)
          .singleElement()
          .satisfies(time -> assertThat((Long) time).isBetween(FAR, FAR + 200));
    }
  }

  @Test
  @Tag("long")
  void aGigabyteAndFiveMillionMembersAreComparedInAFewMegabytes() throws Exception {
    given("7.0", "7.0");
    source.command("CONFIG", "SET", "proto-max-bulk-len", "2gb");
    source.command("SETRANGE", "string", Integer.toString(1 << 30), "end");
    each(5_000_000, (pipeline, i) -> pipeline.add("ZADD", "zset", "" + i, "member" + i));
    target.command("CONFIG", "SET", "proto-max-bulk-len", "2gb");
    try (VerifyScene scene = new VerifyScene(source, target, directory, Duration.ZERO)) {
      VerificationStatus status = scene.verify(1);

      assertThat(status.samples()).isEmpty();
      assertThat(status.keysCompared()).isEqualTo(2);
    }
  }

  private void given(String from, String to) {
    source = servers.start(from);
    target = servers.start(to);
  }

  private VerifyScene scene() throws IOException {
    return new VerifyScene(source, target, directory, Duration.ofMinutes(10));
  }

  /** Returns how many keys were repaired. */
  private long replicatedThenChangedAndRepaired(Map<String, String> changes) throws Exception {
    try (VerifyScene scene = scene()) {
      assertThat(scene.verify(1).samples()).isEmpty();
      for (String commands : changes.values()) {
        for (String command : commands.split("; ")) {
          target.command(command.split(" "));
        }
      }

      VerificationStatus status = scene.verify(2);

      assertThat(status.samples())
          .extracting(Difference::key)
          .containsExactlyInAnyOrderElementsOf(
              changes.keySet().stream().map(key -> "0:" + key).toList());
      assertThat(status.samples()).extracting(Difference::verdict).doesNotContain(Verdict.LARGE);
      RepairReport report = scene.verification.repair();
      assertThat(report.complete()).as("%s", report).isTrue();
      assertThat(scene.verify(3).samples()).isEmpty();
      return report.repaired();
    }
  }

  /** A stream with a group that has delivered the first 200 entries to anna. */
  private void stream(String key) {
    each((pipeline, i) -> pipeline.add("XADD", key, (i + 1) + "-1", "field", "member" + i));
    source.command("XGROUP", "CREATE", key, "group", "0");
    source.command("XREADGROUP", "GROUP", "group", "anna", "COUNT", "200", "STREAMS", key, ">");
  }

  /** A hash of which every third field expires. */
  private void expiringHash(String key) {
    each((pipeline, i) -> pipeline.add("HSET", key, "member" + i, "value" + i));
    try (Pipeline pipeline = source.pipeline()) {
      for (int i = 0; i < MANY; i += 3) {
        pipeline.add("HPEXPIREAT", key, Long.toString(FAR), "FIELDS", "1", "member" + i);
      }
    }
  }

  private void fill(String key) {
    each(
        (pipeline, i) -> {
          String member = "member" + i;
          switch (key) {
            case "list", "longer-list" -> pipeline.add("RPUSH", key, member);
            case "zset" -> pipeline.add("ZADD", key, i + ".1", member);
            case "hash" -> pipeline.add("HSET", key, member, "value" + i);
            default -> pipeline.add("SADD", key, member);
          }
        });
  }

  private void each(BiConsumer<Pipeline, Integer> command) {
    each(MANY, command);
  }

  private void each(int count, BiConsumer<Pipeline, Integer> command) {
    try (Pipeline pipeline = source.pipeline()) {
      for (int i = 0; i < count; i++) {
        command.accept(pipeline, i);
      }
    }
  }
}
