package io.redismigration.engine.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.engine.snapshot.SnapshotSource;
import io.redismigration.redis.rdb.ByteInput;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerIdentity;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.Pipeline;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("measures the memory of the process")
class SnapshotFoldTest {
  /** Two numbers of eight bytes and one of four per bucket. */
  private static final long SUMS = 20L * Buckets.COUNT;

  private static final Expiries NEVER_OVER = new Expiries(0, 1_000, 0);

  @AutoClose private final RedisServers servers = RedisServers.standard();

  @Test
  void whatItKeepsDoesNotGrowWithTheKeys() throws Exception {
    RedisServer server = servers.start("7.0");
    Capabilities able =
        Capabilities.of(ServerIdentity.fromInfo((String) server.command("INFO", "server")));
    load(server, 0, 10_000);
    Path file = saved(server);
    SnapshotFold few = fold(file, able, 10_000); // Classes are loaded by now.
    load(server, 10_000, 300_000);
    file = saved(server);
    long before = heap();

    SnapshotFold many = fold(file, able, 300_000);

    assertThat(heap() - before).isLessThan(SUMS + 4 * 300_000);
    assertThat(many.expiring()).isEqualTo(75_000);
    assertThat(few.expiring()).isEqualTo(2_500);
  }

  private static long heap() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      memory.gc();
      least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  private static void load(RedisServer server, int from, int to) {
    try (Pipeline load = server.pipeline()) {
      for (int i = from; i < to; i++) {
        switch (i % 4) {
          case 0 -> load.add("SET", "k" + i, "value " + i);
          case 1 -> load.add("SET", "k" + i, "value " + i, "PX", "100000000");
          case 2 -> load.add("RPUSH", "k" + i, "a", "b", Integer.toString(i));
          default -> load.add("HSET", "k" + i, "f", "v", "g", Integer.toString(i));
        }
      }
    }
  }

  private static Path saved(RedisServer server) {
    server.command("SAVE");
    return Path.of(config(server, "dir")).resolve(config(server, "dbfilename"));
  }

  private static String config(RedisServer server, String name) {
    return (String) ((List<?>) server.command("CONFIG", "GET", name)).get(1);
  }

  private static SnapshotFold fold(Path file, Capabilities able, long keys) throws Exception {
    SnapshotFold fold = new SnapshotFold(able, able, false, NEVER_OVER, count -> {});
    try (FileChannel channel = FileChannel.open(file)) {
      fold.fold(SnapshotSource.of((ByteInput) channel::read));
    }
    assertThat(fold.keys()).isEqualTo(keys);
    return fold;
  }
}
