package io.redismigration.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.LiveWriter;
import io.redismigration.testkit.data.WriteLoad;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CutTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Pattern OFFSET = Pattern.compile("master_repl_offset:(\\d+)");

  @AutoClose private final RedisServers servers = RedisServers.standard();

  private RedisServer source(String version) {
    return servers.start(version, ServerOptions.defaults().config("repl-diskless-sync", "no"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "6.2", "7.0", "valkey-9.1"})
  void showsAKeyThatIsWrittenConstantlyAsItWasAtTheSource(String version) throws Exception {
    RedisServer source = source(version);
    RedisServer target = servers.start(version);
    try (StreamRig rig = StreamRig.start(source, target);
        LiveWriter writer =
            LiveWriter.start(
                source, WriteLoad.of(LiveOperation.INCR, LiveOperation.MULTI_EXEC).keys(1));
        RespConnection reader = source.connect()) {
      writer.awaitMore(100, LIMIT);
      for (int i = 0; i < 20; i++) {
        try (Cut cut = rig.applier.pause(LIMIT, LIMIT)) {
          SourceView there = SourceView.read(reader);
          cut.advanceTo(there.offset);

          // Before 6.2 the transaction is streamed, without a command, and tells where it began.
          long end = there.offset + (version.equals("6.0") ? "*1\r\n$4\r\nEXEC\r\n".length() : 0);
          assertThat(cut.offset()).isEqualTo(end);
          assertThat(rig.applier.positions().confirmed()).isEqualTo(end);
          assertThat(target.command("GET", SourceView.COUNTER)).isEqualTo(there.counter);
          assertThat(target.command("LLEN", SourceView.LIST)).isEqualTo(there.length);
          assertThat(cut.release()).isTrue();
        }
        writer.awaitMore(50, LIMIT);
      }
      writer.stop();
      rig.bothHoldTheSame();
    }
  }

  /** With 6.2 the deletion is streamed within the transaction of who reads the key. */
  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "6.2", "7.0", "valkey-9.1"})
  void isHadAlthoughTheReadItselfEndsAnExpiredKey(String version) throws Exception {
    RedisServer source = source(version);
    RedisServer target = servers.start(version);
    source.command("DEBUG", "SET-ACTIVE-EXPIRE", "0");
    try (StreamRig rig = StreamRig.start(source, target);
        RespConnection reader = source.connect()) {
      source.command("SET", SourceView.COUNTER, "7");
      source.command("SET", SourceView.LIST, "brief", "PX", "1");
      source.command("SET", "brief", "too", "PX", "1");
      long written = millis(source);
      Waiting.until("the keys have expired", LIMIT, () -> millis(source) > written + 2);
      assertThat(source.command("DBSIZE")).as("not deleted yet").isEqualTo(3L);

      try (Cut cut = rig.applier.pause(LIMIT, LIMIT)) {
        SourceView there = SourceView.read(reader);
        cut.advanceTo(there.offset);

        assertThat(target.command("GET", SourceView.COUNTER)).isEqualTo("7");
        assertThat(cut.release()).isTrue();
      }
      rig.catchUp();
      assertThat(target.command("EXISTS", SourceView.LIST)).isEqualTo(0L);
    }
  }

  private static long millis(RedisServer server) {
    List<?> time = (List<?>) server.command("TIME");
    return Long.parseLong((String) time.get(0)) * 1_000
        + Long.parseLong((String) time.get(1)) / 1_000;
  }

  private record SourceView(long offset, Object counter, Object length) {
    static final String COUNTER = "live:counter:0";
    static final String LIST = "live:paired:0";

    /** Reads in one transaction what the source holds, and at which offset. */
    static SourceView read(RespConnection source) {
      source.command("MULTI");
      source.command("GET", COUNTER);
      source.command("LLEN", LIST);
      source.command("INFO", "replication");
      List<?> values = (List<?>) source.command("EXEC");
      Matcher offset = OFFSET.matcher((String) values.get(2));
      assertThat(offset.find()).isTrue();
      return new SourceView(Long.parseLong(offset.group(1)), values.get(0), values.get(1));
    }
  }

  @Test
  void standsStillWithoutAnyTraffic() throws Exception {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0");
    try (StreamRig rig = StreamRig.start(source, target)) {
      source.command("SET", "k", "1");
      rig.catchUp();
      try (Cut cut = rig.applier.pause(LIMIT, LIMIT)) {
        source.command("SET", "k", "2");
        Waiting.until("the write has arrived", LIMIT, () -> rig.tap.available() > 0);

        assertThat(target.command("GET", "k")).isEqualTo("1");
        assertThat(cut.release()).isTrue();
      }
      rig.catchUp();
      assertThat(target.command("GET", "k")).isEqualTo("2");
    }
  }

  @Test
  void endsByItselfAndSaysSo() throws Exception {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0");
    try (StreamRig rig = StreamRig.start(source, target)) {
      Cut cut = rig.applier.pause(LIMIT, Duration.ofMillis(100));
      long begun = System.nanoTime();
      source.command("SET", "k", "1");
      rig.catchUp();

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT.dividedBy(2));
      assertThat(target.command("GET", "k")).isEqualTo("1");
      assertThatThrownBy(cut::offset)
          .isInstanceOfSatisfying(
              EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CutTimedOut));
      assertThat(cut.release()).isFalse();
      assertThat(rig.applier.pause(LIMIT, LIMIT).release()).isTrue();
    }
  }

  @Test
  void isNotToBeHadOfAStreamThatHasEnded() throws Exception {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0");
    try (StreamRig rig = StreamRig.start(source, target)) {
      rig.applier.close();

      assertThatThrownBy(() -> rig.applier.pause(LIMIT, LIMIT))
          .isInstanceOfSatisfying(
              EngineException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.StreamInterrupted));
    }
  }

  @Test
  void refusesAnOffsetThatIsNoBoundaryAhead() throws Exception {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0");
    try (StreamRig rig = StreamRig.start(source, target)) {
      source.command("SET", "k", "1");
      rig.catchUp();
      try (Cut cut = rig.applier.pause(LIMIT, LIMIT)) {
        long behind = cut.offset() - 1;
        assertThatThrownBy(() -> cut.advanceTo(behind)).isInstanceOf(EngineException.class);
        source.command("SET", "k", "2");
        long inside = rig.sourceOffset() - 1;
        assertThatThrownBy(() -> cut.advanceTo(inside)).isInstanceOf(EngineException.class);
      }
      rig.bothHoldTheSame();
    }
  }

  @Test
  void waitsForTheEndOfATransaction() throws Exception {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0");
    try (StreamRig rig = StreamRig.start(source, target);
        RespConnection writer = source.connect()) {
      for (int i = 0; i < 200; i++) {
        for (String[] each : new String[][] {{"MULTI"}, {"INCR", "a"}, {"INCR", "b"}, {"EXEC"}}) {
          writer.send(each);
        }
        writer.flush();
        try (Cut cut = rig.applier.pause(LIMIT, LIMIT)) {
          assertThat(target.command("GET", "a")).isEqualTo(target.command("GET", "b"));
          assertThat(Optional.of(cut.offset())).hasValue(rig.applier.positions().confirmed());
        }
      }
      rig.bothHoldTheSame();
    }
  }
}
