package io.redismigration.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.data.LiveOperation;
import io.redismigration.testkit.data.LiveWriter;
import io.redismigration.testkit.data.WriteLoad;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamApplierTest {
  @AutoClose private final RedisServers servers = RedisServers.standard();

  private RedisServer source(String version) {
    return servers.start(version, ServerOptions.defaults().config("repl-diskless-sync", "no"));
  }

  @Test
  void appliesWhatTheSourceWrites() {
    RedisServer source = source("7.0");
    RedisServer target = servers.start("7.0");
    try (StreamRig rig = StreamRig.start(source, target)) {
      for (int i = 0; i < 100; i++) {
        source.command("SET", "key" + i, "value" + i);
      }
      source.command("SET", "key1", "again");
      source.command("RPUSH", "list", "a", "b");
      rig.catchUp();

      assertThat(target.command("GET", "key1")).isEqualTo("again");
      assertThat(rig.stored().orElseThrow().applied())
          .isEqualTo(rig.applier.positions().confirmed());
      rig.bothHoldTheSame();
    }
  }

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({
    "2.8, 2.8",
    "2.8, 7.0",
    "2.8, valkey-9.1",
    "6.2, 7.0",
    "7.0, 7.0",
    "7.0, 6.0",
    "8.0, 8.0",
    "8.0, 6.2",
    "valkey-9.1, valkey-9.1"
  })
  void holdsTheSameAsTheSourceUnderEveryKindOfWrite(String from, String to) {
    RedisServer source = source(from);
    RedisServer target = servers.start(to);
    try (StreamRig rig = StreamRig.start(source, target);
        LiveWriter writer =
            LiveWriter.start(
                source, WriteLoad.of(LiveOperation.knownTo(source.version())).keys(50))) {
      writer.awaitMore(20_000, Duration.ofSeconds(30));
      writer.stop();

      rig.bothHoldTheSame();
      assertThat(rig.dirty.counts()).isEmpty();
    }
  }
}
