package io.redismigration.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.cutover.LateWrites;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Commands on whole databases, scripts and messages, with real servers on both sides. */
class StreamDatabasesTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @AutoClose private final RedisServers servers = RedisServers.standard();

  private RedisServer source(String version) {
    return servers.start(version, ServerOptions.defaults().config("repl-diskless-sync", "no"));
  }

  @Test
  void theCheckpointSurvivesFlushesAndSwaps() {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0");
    Random random = new Random(3);
    // The checkpoint lies in a database that the source uses, too.
    StreamRig.Wishes wishes = StreamRig.Wishes.ordinary(target).checkpointIn(2);
    try (StreamRig rig = StreamRig.start(source, target, wishes);
        RespConnection client = source.connect()) {
      for (int i = 0; i < 500; i++) {
        int database = random.nextInt(4);
        client.command("SELECT", Integer.toString(database));
        client.command("SET", "key" + random.nextInt(5), Integer.toString(i));
        switch (random.nextInt(8)) {
          case 0 -> client.command("FLUSHDB");
          case 1 -> client.command("FLUSHALL", "ASYNC");
          case 2, 3 ->
              client.command(
                  "SWAPDB",
                  Integer.toString(random.nextInt(4)),
                  Integer.toString(random.nextInt(4)));
          case 4 -> client.command("MOVE", "key1", Integer.toString((database + 1) % 4));
          default -> client.command("INCR", "counter");
        }
        if (i % 50 == 0) {
          rig.catchUp();
          for (int each = 0; each < 16; each++) {
            assertThat(StreamRig.read(target, each).isPresent())
                .as("checkpoint in database %s", each)
                .isEqualTo(each == 2);
          }
        }
      }
      rig.bothHoldTheSame();
      assertThat(rig.dirty.size()).isZero();
    }
  }

  @Test
  void doesNotEmptyDatabasesTheSourceDoesNotHave() {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0", ServerOptions.defaults().databases(20));
    try (RespConnection other = target.connect();
        StreamRig rig = StreamRig.start(source, target)) {
      other.command("SELECT", "17");
      other.command("SET", "somebody", "else");
      source.command("SET", "k", "v");
      source.command("FLUSHALL");
      rig.catchUp();

      assertThat(other.command("GET", "somebody")).isEqualTo("else");
      assertThat(target.command("DBSIZE")).isEqualTo(0L);
    }
  }

  @Test
  void stopsWhenTheSourceUsesTheReservedKey() {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0");
    try (StreamRig rig = StreamRig.start(source, target);
        RespConnection client = source.connect()) {
      client.command("SET", CheckpointLocation.KEY, "in another database, harmless");
      rig.catchUp();
      client.command("SELECT", "15");
      client.command("DEL", CheckpointLocation.KEY);
      client.command("SET", CheckpointLocation.KEY, "mine");
      Waiting.until("the stream stops", LIMIT, () -> rig.failure() != null);

      assertThat(rig.failure())
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.CheckpointKeyInUse));
      assertThat(rig.stored()).isPresent();
    }
  }

  @Test
  void runsScriptsOfAnOldSourceAfterAResumeToo() {
    RedisServer source = source("2.8");
    RedisServer target = servers.start("7.0");
    StreamRig.Wishes wishes = StreamRig.Wishes.ordinary(target);
    String script = "return redis.call('INCRBY', KEYS[1], ARGV[1])";
    try (RespConnection client = source.connect()) {
      String sha;
      try (StreamRig rig = StreamRig.start(source, target, wishes)) {
        sha = (String) client.command("SCRIPT", "LOAD", script);
        client.command("EVAL", script, "1", "counter", "1");
        client.command("EVALSHA", sha, "1", "counter", "10");
        rig.catchUp();
        assertThat(target.command("GET", "counter")).isEqualTo("11");
        target.command("SCRIPT", "FLUSH");
        client.command("EVALSHA", sha, "1", "counter", "100");
        rig.catchUp();
        assertThat(target.command("GET", "counter")).isEqualTo("111");
        rig.stop();
      }
      // Another process, which never saw the body; the source sends nothing but its name.
      client.command("EVALSHA", sha, "1", "counter", "1000");
      StreamRig.Wishes forgetful =
          new StreamRig.Wishes(
              wishes.host(),
              wishes.port(),
              wishes.limits(),
              wishes.checkpointDatabase(),
              new ScriptBodies(1 << 20),
              false);
      try (StreamRig rig = StreamRig.resume(source, target, forgetful)) {
        rig.bothHoldTheSame();
        assertThat(target.command("GET", "counter")).isEqualTo("1111");
      }
    }
  }

  @Test
  void dropsAndCountsMessagesAndStillMovesOn() {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0");
    StreamSettings.Limits limits =
        new StreamSettings.Limits(1 << 20, 8_000, 64 << 10, 64 << 20, 100_000, 1_000);
    try (StreamRig rig =
        StreamRig.start(source, target, StreamRig.Wishes.ordinary(target).limits(limits))) {
      for (int i = 0; i < 100; i++) {
        source.command("PUBLISH", "channel", "message");
      }
      rig.catchUp();
      rig.applier.close();
      Waiting.until("all was counted", LIMIT, () -> rig.applier.counters().dropped() == 100);

      assertThat(rig.stored().orElseThrow().applied())
          .as("a checkpoint of its own every 1,000 bytes")
          .isGreaterThan(rig.sourceOffset() - 2_000);
    }
  }

  @Test
  void holdsTtlsAndCountsLateCommands() {
    RedisServer source = source("6.2");
    RedisServer target = servers.start("7.0");
    try (StreamRig rig = StreamRig.start(source, target)) {
      source.command("SETEX", "held", "100", "v");
      source.command("SET", "plain", "v");
      source.command("SET", "gone", "v");
      rig.catchUp();
      rig.ttl.exact();
      long before = rig.sourceOffset();
      rig.applier.lateCommands().watchFrom(before);
      source.command("EXPIRE", "plain", "100");
      source.command("DEL", "gone", "none");
      source.command("INCR", "n");
      rig.catchUp();

      long hold = rig.ttl.holdMillis();
      assertThat((long) target.command("PTTL", "held")).isBetween(hold + 90_000, hold + 100_000);
      assertThat((long) target.command("PTTL", "plain")).isBetween(90_000L, 100_100L);
      assertThat(rig.applier.lateCommands().seen())
          .isEqualTo(new LateWrites(Map.of("EXPIRE", 1L, "INCR", 1L), 2));
    }
  }
}
