package io.redismigration.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.PasswordRotation;
import io.redismigration.engine.Reason;
import io.redismigration.engine.RotatedSecret;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.lane.LaneStatus.State;
import io.redismigration.engine.stream.DirtyKeys.Cause;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.LiveWriter;
import io.redismigration.testkit.data.WriteLoad;
import io.redismigration.testkit.net.Direction;
import io.redismigration.testkit.net.FaultProxy;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong on the target's side, and that nothing is lost or doubled by it. */
class StreamFaultsTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final WriteLoad COUNTING =
      WriteLoad.of(
              LiveOperation.INCR,
              LiveOperation.RPUSH,
              LiveOperation.APPEND,
              LiveOperation.SET,
              LiveOperation.MULTI_EXEC)
          .keys(20)
          .inFlight(64);

  @AutoClose private final RedisServers servers = RedisServers.standard();

  private RedisServer source(String version) {
    return servers.start(
        version,
        ServerOptions.defaults()
            .config("repl-diskless-sync", "no")
            .config("repl-backlog-size", "67108864"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0"})
  void losesAndDoublesNothingWhenTheConnectionBreaksAtAnyByte(String version) {
    RedisServer source = source(version);
    RedisServer target = servers.start(version);
    Random random = new Random(7);
    try (FaultProxy proxy = FaultProxy.to(target.host(), target.port());
        StreamRig rig =
            StreamRig.start(
                source,
                target,
                StreamRig.Wishes.ordinary(target).through(proxy.host(), proxy.port()));
        LiveWriter writer = LiveWriter.start(source, COUNTING)) {
      // A slow target may have answered all there was at each of the first 40.
      for (int i = 0; i < 40 || (i < 400 && rig.lane.status().repliesLost() == 0); i++) {
        Direction direction = random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT;
        proxy.cutAfter(
            direction, 1 + random.nextInt(direction == Direction.TO_SERVER ? 40_000 : 3_000));
        long before = rig.lane.status().reconnects();
        Waiting.until("the lane reconnects", LIMIT, () -> rig.lane.status().reconnects() > before);
        writer.awaitMore(200, LIMIT);
      }
      writer.stop();

      assertThat(rig.lane.status().repliesLost()).isPositive();
      assertThat(rig.dirty.counts().keySet()).containsOnly(Cause.RepliesLost);
      rig.bothHoldTheSame();
    }
  }

  @Test
  void aKilledStreamGoesOnWhereTheCheckpointSays() {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0");
    StreamRig.Wishes wishes = StreamRig.Wishes.ordinary(target);
    StreamRig.start(source, target, wishes).kill();
    try (LiveWriter writer = LiveWriter.start(source, COUNTING)) {
      for (int i = 0; i < 10; i++) {
        StreamRig rig = StreamRig.resume(source, target, wishes);
        writer.awaitMore(500, LIMIT);
        rig.kill();
        assertThat(rig.failure() instanceof EngineException).as("%s", rig.failure()).isFalse();
      }
      writer.stop();
      try (StreamRig rig = StreamRig.resume(source, target, wishes)) {
        rig.bothHoldTheSame();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "6.2", "7.0", "8.0", "valkey-9.1"})
  void waitsWhileTheTargetIsOutOfMemoryOrReadOnly(String version) {
    RedisServer source = source(version);
    RedisServer target = servers.start(version);
    try (StreamRig rig = StreamRig.start(source, target);
        LiveWriter writer = LiveWriter.start(source, COUNTING)) {
      writer.awaitMore(500, LIMIT);
      target.command("CONFIG", "SET", "maxmemory", "1");
      awaitWaiting(rig, Reason.TargetOutOfMemory);
      target.command("CONFIG", "SET", "maxmemory", "0");
      awaitWriting(rig);

      target.command("SLAVEOF", "127.0.0.1", "1");
      awaitWaiting(rig, Reason.TargetNotWritable);
      target.command("SLAVEOF", "NO", "ONE");
      awaitWriting(rig);

      writer.stop();
      assertThat(rig.lane.status().retries()).isPositive();
      assertThat(rig.dirty.size()).isZero();
      rig.bothHoldTheSame();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "7.0"})
  void losesAndDoublesNothingWhenTheTargetChangesItsRoleAtAnyMoment(String version) {
    RedisServer source = source(version);
    RedisServer target = servers.start(version);
    try (StreamRig rig = StreamRig.start(source, target);
        LiveWriter writer = LiveWriter.start(source, COUNTING)) {
      for (int i = 0; i < 20; i++) {
        writer.awaitMore(100 + 37 * i, LIMIT);
        target.command("SLAVEOF", "127.0.0.1", "1");
        writer.awaitMore(50, LIMIT);
        target.command("SLAVEOF", "NO", "ONE");
        awaitWriting(rig);
      }
      writer.stop();

      assertThat(rig.dirty.size()).isZero();
      rig.bothHoldTheSame();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "7.0", "valkey-9.1"})
  void waitsForARotatedPasswordToBeRefreshed(String version) {
    RedisServer source = source(version);
    RedisServer target = servers.start(version, ServerOptions.defaults().requirepass("old"));
    RotatedSecret secret = new RotatedSecret("old");
    try (FaultProxy proxy = FaultProxy.to(target.host(), target.port());
        StreamRig rig =
            StreamRig.start(
                source,
                target,
                StreamRig.Wishes.ordinary(target)
                    .through(proxy.host(), proxy.port())
                    .password(secret, PasswordRotation.PATIENCE));
        LiveWriter writer = LiveWriter.start(source, COUNTING);
        RespConnection operator = target.connect()) {
      rig.catchUp();

      operator.command("CONFIG", "SET", "requirepass", "new");
      proxy.cut();
      awaitWaiting(rig, Reason.AuthenticationFailed);
      assertThat(rig.lane.status().message())
          .isEqualTo("the target refuses the password; waiting for a new one");
      secret.awaitReads(5);
      writer.awaitMore(200, LIMIT);
      secret.refresh("new");

      awaitWriting(rig);
      operator.command("CONFIG", "SET", "requirepass", "old");
      writer.stop();
      rig.bothHoldTheSame();
    }
  }

  @Test
  void stopsWhenARotatedPasswordIsNeverRefreshed() {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0", ServerOptions.defaults().requirepass("old"));
    RotatedSecret secret = new RotatedSecret("old");
    try (StreamRig rig =
            StreamRig.start(
                source,
                target,
                StreamRig.Wishes.ordinary(target).password(secret, Duration.ofSeconds(1)));
        RespConnection operator = target.connect()) {
      source.command("INCR", "n");
      rig.catchUp();

      operator.command("CONFIG", "SET", "requirepass", "new");
      operator.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      source.command("INCR", "n");

      awaitWaiting(rig, Reason.AuthenticationFailed);
      assertStops(rig, Reason.AuthenticationFailed);
      assertThat(rig.failure()).hasMessageContaining("has refused the password for 1 s");
    }
  }

  private static void awaitWaiting(StreamRig rig, Reason reason) {
    Waiting.until(
        "the lane waits for " + reason,
        LIMIT,
        () -> rig.lane.status().reason().equals(Optional.of(reason)));
  }

  private static void awaitWriting(StreamRig rig) {
    Waiting.until("the lane writes again", LIMIT, () -> rig.lane.status().state() == State.WRITING);
  }

  @Test
  void canBeClosedWhileTheTargetIsAway() {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0");
    try (FaultProxy proxy = FaultProxy.to(target.host(), target.port());
        StreamRig rig =
            StreamRig.start(
                source,
                target,
                StreamRig.Wishes.ordinary(target).through(proxy.host(), proxy.port()))) {
      source.command("INCR", "n");
      rig.catchUp();
      proxy.refuse();
      proxy.cut();
      source.command("INCR", "n");
      source.command("INCR", "n");
      Waiting.until(
          "the lane has noticed",
          LIMIT,
          () -> rig.lane.status().reason().equals(Optional.of(Reason.TargetUnreachable)));
      rig.stop();

      assertThat(rig.failure()).isNull();
      proxy.resume();
      assertThat(target.command("GET", "n")).isEqualTo("1");
    }
  }

  @Test
  void stopsWhenTheTargetLostWrites() {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0");
    try (StreamRig rig = StreamRig.start(source, target)) {
      source.command("INCR", "counter");
      rig.catchUp();
      String early = rig.stored().orElseThrow().text();
      source.command("INCR", "counter");
      rig.catchUp();

      StreamRig.write(target, 15, early);
      killClients(target);
      source.command("INCR", "counter");

      assertStops(rig, Reason.CheckpointWentBack);
    }
  }

  @Test
  void stopsWhenTheTargetWasEmptied() {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0");
    try (StreamRig rig = StreamRig.start(source, target)) {
      source.command("INCR", "counter");
      rig.catchUp();
      target.command("FLUSHALL");
      killClients(target);
      source.command("INCR", "counter");

      assertStops(rig, Reason.CheckpointMissing);
    }
  }

  private static void killClients(RedisServer target) {
    target.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  }

  private static void assertStops(StreamRig rig, Reason reason) {
    Waiting.until("the stream stops", LIMIT, () -> rig.failure() != null);
    assertThat(rig.failure())
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void marksKeysWhoseCommandsFailOrFindNothing() {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0");
    try (StreamRig rig = StreamRig.start(source, target)) {
      source.command("RPUSH", "list", "a");
      source.command("SET", "string", "a");
      rig.catchUp();
      assertThat(rig.dirty.size()).isZero();

      target.command("SET", "list", "no list");
      target.command("DEL", "string");
      source.command("RPUSH", "list", "b");
      source.command("EXPIRE", "string", "1000");
      source.command("SET", "other", "fine");
      rig.catchUp();

      assertThat(rig.dirty.counts()).containsOnlyKeys(Cause.CommandFailed, Cause.MissingOnTarget);
      assertThat(rig.dirty.contains(0, "list".getBytes())).isTrue();
      assertThat(rig.dirty.contains(0, "string".getBytes())).isTrue();
      assertThat(rig.dirty.size()).isEqualTo(2);
      assertThat(target.command("GET", "other")).isEqualTo("fine");
    }
  }

  @Test
  void keepsTransactionsWhole() {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0");
    try (StreamRig rig = StreamRig.start(source, target);
        RespConnection writer = source.connect();
        RespConnection observer = target.connect()) {
      for (int i = 0; i < 3_000; i++) {
        for (String[] each :
            new String[][] {
              {"MULTI"}, {"INCR", "a"}, {"INCR", "b"}, {"RPUSH", "c", "x"}, {"EXEC"}
            }) {
          writer.send(each);
        }
        if (i % 50 == 0) {
          writer.flush();
          observer.send("MULTI");
          observer.send("MGET", "a", "b");
          observer.send("LLEN", "c");
          observer.send("EXEC");
          observer.flush();
          for (int reply = 0; reply < 3; reply++) {
            observer.read();
          }
          List<?> seen = (List<?>) RespConnection.decoded(observer.read());
          List<?> counters = (List<?>) seen.get(0);
          assertThat(counters.get(0)).isEqualTo(counters.get(1));
          String length = seen.get(1).toString();
          assertThat(counters.get(0) == null ? "0" : counters.get(0)).isEqualTo(length);
        }
      }
      writer.flush();
      rig.bothHoldTheSame();
    }
  }

  @Test
  void splitsATransactionTooLargeAndResumesInsideIt() throws InterruptedException {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0");
    StreamSettings.Limits small =
        new StreamSettings.Limits(1 << 20, 8_000, 64 << 10, 64 << 20, 10, 1 << 20);
    StreamRig.Wishes wishes = StreamRig.Wishes.ordinary(target).limits(small);
    try (RespConnection writer = source.connect()) {
      try (StreamRig rig = StreamRig.start(source, target, wishes)) {
        writer.command("SELECT", "1");
        writer.command("SET", "before", "1");
        rig.catchUp();
        // It ends with a command that is refused, so that the stream stops inside of it.
        writer.command("MULTI");
        for (int i = 0; i < 24; i++) {
          writer.command("INCR", "counter" + i % 3);
        }
        writer.command("SELECT", "15");
        writer.command("SET", CheckpointLocation.KEY, "mine");
        writer.command("SELECT", "1");
        writer.command("INCR", "counter0");
        writer.command("EXEC");
        assertStops(rig, Reason.CheckpointKeyInUse);
        assertThat(rig.applier.counters().split()).isEqualTo(1);
        rig.lane.drain();
        rig.lane.close();
      }
      assertThat(StreamRig.read(target, 15).orElseThrow().inside())
          .as("two parts of ten commands, of which SELECT is one")
          .isEqualTo(18);
      // Where the checkpoint lies elsewhere, the same transaction is no offence.
      StreamRig.write(target, 14, StreamRig.read(target, 15).orElseThrow().text());
      try (StreamRig rig = StreamRig.resume(source, target, wishes.checkpointIn(14))) {
        rig.bothHoldTheSame();
        assertThat(rig.applier.counters().skipped()).isEqualTo(18);
        assertThat(target.command("DBSIZE")).isEqualTo(source.command("DBSIZE"));
      }
    }
  }
}
