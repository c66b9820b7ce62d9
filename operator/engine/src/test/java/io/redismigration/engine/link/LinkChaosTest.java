package io.redismigration.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.spool.SpoolSettings;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.net.Direction;
import io.redismigration.testkit.net.FaultProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections cut at random places, snapshots included, a target that hangs, a small spool. */
@Tag("long")
@Timeout(180)
class LinkChaosTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @AutoClose final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;

  @ParameterizedTest(name = "{0}, diskless {1}, seed {2}")
  @CsvSource({
    "2.8, no, 1",
    "2.8, yes, 2",
    "6.2, yes, 3",
    "7.0, no, 4",
    "7.0, yes, 5",
    "valkey-9.1, yes, 6"
  })
  void noNumberIsLostOrRepeated(String version, String diskless, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RedisServer source =
        servers.start(
            version,
            ServerOptions.defaults()
                .config("repl-diskless-sync", diskless)
                .config("repl-backlog-size", "40000000"));
    try (FaultProxy proxy = FaultProxy.to(source.host(), source.port());
        NumberWriter writer = new NumberWriter(source, 500).write(2_000).start();
        LinkFixture fixture =
            LinkFixture.with(
                    LinkFixture.settings(proxy.host(), proxy.port()),
                    FullResyncPolicy.allow(),
                    new SpoolSettings(directory, 64 << 10, 256 << 10, 4 << 20),
                    UnaryOperator.identity())
                .startFresh()) {
      for (int round = 0; round < 30; round++) {
        proxy.cutAfter(Direction.TO_CLIENT, 1 + random.nextInt(4_000_000));
        boolean hangs = random.nextInt(4) == 0;
        if (hangs) {
          fixture.reader().hang();
        }
        await().pollDelay(Duration.ofMillis(50 + random.nextInt(400))).until(() -> true);
        if (hangs) {
          fixture.reader().goOn();
        }
        fixture.reader().numbers();
      }
      proxy.resume();
      long written = writer.stop();

      await().atMost(PATIENCE).until(() -> fixture.reader().numbers() == written);
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  source
                      .info("master_repl_offset")
                      .orElseThrow()
                      .equals(Long.toString(fixture.reader().offset())));
      assertThat(fixture.status().state()).isEqualTo(LinkState.STREAMING);
      assertThat(fixture.status().reconnects()).isGreaterThan(5);
    }
  }
}
