package io.redismigration.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.spool.SpoolReader;
import io.redismigration.engine.spool.SpoolSettings;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How fast bytes get from a socket through the spool to a reader that only counts them. */
@Tag("long")
@Timeout(180)
class LinkSpeedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void theLinkAloneIsFasterThanAnySource() throws Exception {
    long bytes = 4L << 30;
    try (ScriptedSource source = zeros(bytes);
        LinkFixture fixture = fixture("127.0.0.1", source.port(), 64 << 20)) {
      double rate = megabytesPerSecond(fixture, bytes);
      System.out.printf("link, no reader work: %.0f MB/s%n", rate);
      assertThat(rate).isGreaterThan(500);
    }
  }

  @Test
  void theLinkSpillsToDiskWhenTheReaderHangs() throws Exception {
    long bytes = 2L << 30;
    try (ScriptedSource source = zeros(bytes);
        LinkFixture fixture = fixture("127.0.0.1", source.port(), 64 << 20)) {
      long start = System.nanoTime();
      fixture.link().startFresh();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> fixture.status().snapshotBytes() == bytes);
      double received = bytes / 1e6 / ((System.nanoTime() - start) / 1e9);
      start = System.nanoTime();
      read(fixture.link().awaitGeneration(PATIENCE).input(), bytes);
      double read = bytes / 1e6 / ((System.nanoTime() - start) / 1e9);
      System.out.printf("link to disk: %.0f MB/s, read back: %.0f MB/s%n", received, read);
      assertThat(received).isGreaterThan(100);
    }
  }

  @Test
  void takesTheSnapshotOfARealServerAtItsOwnSpeed() throws Exception {
    try (RedisServers servers = RedisServers.standard()) {
      RedisServer source =
          servers.start("7.0", ServerOptions.defaults().config("rdbcompression", "no"));
      source.command("DEBUG", "POPULATE", "1000000", "key", "1000");
      try (LinkFixture fixture = fixture(source.host(), source.port(), 64 << 20)) {
        double rate = megabytesPerSecond(fixture, 1_000L * 1_000_000);
        System.out.printf("snapshot of 7.0, diskless: %.0f MB/s%n", rate);
        assertThat(rate).isGreaterThan(50);
      }
    }
  }

  /** A source faster than any real one. */
  private static ScriptedSource zeros(long bytes) throws IOException {
    return new ScriptedSource(
        (psync, client) -> {
          String sync = "+FULLRESYNC " + ScriptedSource.ID + " 0\r\n";
          ScriptedSource.write(client, sync + "$" + bytes + "\r\n");
          ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
          for (long sent = 0; sent < bytes; ) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - sent));
            sent += client.write(zeros);
          }
          ScriptedSource.awaitClose(client);
        });
  }

  private static double megabytesPerSecond(LinkFixture fixture, long bytes) throws Exception {
    fixture.link().startFresh();
    SpoolReader input = fixture.link().awaitGeneration(PATIENCE).input();
    long start = System.nanoTime();
    long collections = collections();
    read(input, bytes);
    System.out.printf("garbage collections meanwhile: %d%n", collections() - collections);
    return bytes / 1e6 / ((System.nanoTime() - start) / 1e9);
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(bean -> bean.getCollectionCount())
        .sum();
  }

  private static void read(SpoolReader input, long bytes) throws Exception {
    ByteBuffer into = ByteBuffer.allocateDirect(1 << 20);
    while (input.consumed() < bytes) {
      into.clear();
      input.read(into);
    }
  }

  private LinkFixture fixture(String host, int port, int memory) {
    return LinkFixture.with(
        LinkFixture.settings(host, port),
        FullResyncPolicy.allow(),
        new SpoolSettings(directory, memory, 64 << 20, 16L << 30),
        UnaryOperator.identity());
  }
}
