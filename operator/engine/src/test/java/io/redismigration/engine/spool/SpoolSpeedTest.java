package io.redismigration.engine.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the queue itself costs: writer and reader at full speed, without a socket. */
@Tag("long")
@Timeout(120)
class SpoolSpeedTest {
  private static final long BYTES = 8L << 30;

  @TempDir Path directory;

  @Test
  void memoryTakesAndGivesMoreThanAGigabytePerSecond() throws Exception {
    SpoolSettings settings = new SpoolSettings(directory, 64 << 20, 64 << 20, 0);
    try (Spool spool = Spool.open(settings)) {
      SpoolReader reader = spool.restart();
      long start = System.nanoTime();
      CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> fill(spool));
      ByteBuffer into = ByteBuffer.allocateDirect(256 << 10);
      while (reader.consumed() < BYTES) {
        into.clear();
        reader.read(into);
      }
      writer.join();
      double rate = BYTES / 1e6 / ((System.nanoTime() - start) / 1e9);
      System.out.printf("spool in memory: %.0f MB/s%n", rate);
      assertThat(rate).isGreaterThan(1_000);
    }
  }

  private static void fill(Spool spool) {
    byte[] piece = new byte[64 << 10];
    for (long sent = 0; sent < BYTES; ) {
      try {
        ByteBuffer room = spool.writable();
        int count = Math.min(room.remaining(), piece.length);
        room.put(piece, 0, count);
        spool.commit();
        sent += count;
      } catch (SpoolFullException e) {
        Thread.onSpinWait();
      }
    }
  }
}
