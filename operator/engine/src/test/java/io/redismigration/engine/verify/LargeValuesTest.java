package io.redismigration.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LargeValuesTest {
  private static final int MANY = 30_000;

  @AutoClose private final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"2.8, 7.0", "7.0, 8.0"})
  void largeValuesAreComparedInSlices(String from, String to) throws Exception {
    RedisServer source = servers.start(from);
    boolean streams = source.version().isAtLeast(5, 0);
    loadInto(source, MANY, streams);
    source.command("SETRANGE", "string", Integer.toString(17 << 20), "end");
    try (VerifyScene scene = scene(source, to)) {
      assertThat(scene.verify(1).samples()).isEmpty();

      RedisServer target = scene.target;
      target.command("SETRANGE", "string", Integer.toString(9 << 20), "x");
      target.command("LSET", "list", "20000", "other");
      target.command("SREM", "set", "member7");
      target.command("SADD", "set", "another");
      target.command("ZINCRBY", "zset", "0.5", "member7");
      target.command("HSET", "hash", "member7", "other");
      if (streams) {
        target.command("XACK", "stream", "group", "10-1");
      }

      VerificationStatus status = scene.verify(2);

      assertThat(status.samples())
          .extracting(Difference::verdict)
          .containsOnly(Verdict.VALUE)
          .hasSize(streams ? 6 : 5);
      RepairReport report = scene.verification.repair();
      assertThat(report.tooLarge()).isEqualTo(streams ? 6 : 5);
      assertThat(report.complete()).isFalse();
    }
  }

  @Test
  @Tag("long")
  void aGigabyteAndFiveMillionMembersAreComparedInAFewMegabytes() throws Exception {
    RedisServer source = servers.start("7.0");
    source.command("CONFIG", "SET", "proto-max-bulk-len", "2gb");
    source.command("SETRANGE", "string", Integer.toString(1 << 30), "end");
    fill(source, 5_000_000, (pipeline, i) -> pipeline.add("ZADD", "zset", "" + i, "member" + i));
    RedisServer target = servers.start("7.0");
    target.command("CONFIG", "SET", "proto-max-bulk-len", "2gb");
    try (VerifyScene scene = new VerifyScene(source, target, directory, Duration.ZERO)) {
      VerificationStatus status = scene.verify(1);

      assertThat(status.samples()).isEmpty();
      assertThat(status.keysCompared()).isEqualTo(2);
    }
  }

  private VerifyScene scene(RedisServer source, String to) throws IOException {
    return new VerifyScene(source, servers.start(to), directory, Duration.ofMinutes(10));
  }

  private static void loadInto(RedisServer server, int count, boolean streams) {
    fill(
        server,
        count,
        (pipeline, i) -> {
          String member = "member" + i;
          pipeline.add("RPUSH", "list", member);
          pipeline.add("SADD", "set", member);
          pipeline.add("ZADD", "zset", i + ".1", member);
          pipeline.add("HSET", "hash", member, "value" + i);
          if (streams) {
            pipeline.add("XADD", "stream", (i + 1) + "-1", "field", member);
          }
        });
    if (streams) {
      server.command("XGROUP", "CREATE", "stream", "group", "0");
      server.command(
          "XREADGROUP", "GROUP", "group", "anna", "COUNT", "1200", "STREAMS", "stream", ">");
    }
  }

  private static void fill(RedisServer server, int count, BiConsumer<Pipeline, Integer> each) {
    try (Pipeline pipeline = server.pipeline()) {
      for (int i = 0; i < count; i++) {
        each.accept(pipeline, i);
      }
    }
  }
}
