package io.redismigration.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every server version there is, with the snapshot from its disk and without one. */
@Timeout(120)
class SourceLinkVersionsTest {
  @AutoClose final RedisServers servers = RedisServers.standard();
  @TempDir Path directory;

  @ParameterizedTest(name = "{0}, diskless {1}: full sync, then the stream, to the very last byte")
  @CsvSource({
    "2.8, no",
    "2.8, yes",
    "6.0, no",
    "6.0, yes",
    "6.2, no",
    "6.2, yes",
    "7.0, no",
    "7.0, yes",
    "8.0, no",
    "8.0, yes",
    "valkey-8.1, no",
    "valkey-8.1, yes",
    "valkey-9.1, no",
    "valkey-9.1, yes"
  })
  void takesASnapshotUnderWritesAndThenTheStream(String version, String diskless) throws Exception {
    RedisServer source =
        servers.start(version, ServerOptions.defaults().config("repl-diskless-sync", diskless));
    try (NumberWriter writer = new NumberWriter(source, 100).write(20_000).start();
        LinkFixture fixture = LinkFixture.to(source, directory).startFresh()) {
      NumberReader reader = fixture.reader();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> reader.numbers() > reader.snapshotNumbers() + 500 && reader.snapshots() > 0);
      long written = writer.stop();

      await().until(() -> reader.numbers() == written);
      await().until(() -> offsetOf(source) == reader.offset());
      assertThat(fixture.status().receivedOffset()).isGreaterThanOrEqualTo(reader.offset());
      assertThat(reader.snapshotNumbers()).isGreaterThanOrEqualTo(20_000);
      assertThat(reader.generation().offsetTrusted()).isTrue();
      assertThat(reader.generation().endMark().isPresent()).isEqualTo(diskless.equals("yes"));
      assertThat(fixture.status().state()).isEqualTo(LinkState.STREAMING);
      assertThat(fixture.status().fullResyncs()).isEqualTo(1);
      assertThat(fixture.status().lastError()).isEmpty();
      assertThat(source.version().toString())
          .endsWith(fixture.status().source().orElseThrow().version().toString());
      assertThat(fixture.link().clock().isMeasured()).isTrue();
      assertThat(Math.abs(fixture.link().clock().skewMillis())).isLessThan(500);
    }
  }

  private static long offsetOf(RedisServer server) {
    return Long.parseLong(server.info("master_repl_offset").orElseThrow());
  }
}
