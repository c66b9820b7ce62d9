package io.redismigration.redis.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.redismigration.redis.rdb.Inputs;
import io.redismigration.redis.rdb.RdbEntry;
import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.RdbFamily;
import io.redismigration.redis.rdb.RdbLimits;
import io.redismigration.redis.rdb.RdbReader;
import io.redismigration.redis.rdb.RdbWriter;
import io.redismigration.redis.rdb.ValueType;
import io.redismigration.redis.value.DigestOptions;
import io.redismigration.redis.value.Samples;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * 10,000 damaged files, all types and encodings in each: every one ends in a typed error, at the
 * latest where the checksum stands, without hanging, without memory for what is only announced.
 */
class DamagedFilesTest {

  private static final int ROUNDS = 10_000;
  private static final int LARGEST_SLICE = 600;
  private static final long MEMORY_PER_FILE = 32 << 20;
  private static final RdbLimits LIMITS = new RdbLimits(16 << 10, 4 << 10, 1 << 20);

  private static final ServersUnderTest SERVERS = new ServersUnderTest();

  @AfterAll
  static void stopServers() {
    SERVERS.close();
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void endInATypedError() throws IOException {
    List<byte[]> files = List.of(redisFile(), valkeyFile());
    for (byte[] file : files) {
      readEverything(file, true);
    }
    Random random = new Random(20_26);
    Map<RdbException.Reason, Integer> outcomes = new EnumMap<>(RdbException.Reason.class);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] damaged = damage(files.get(round % files.size()), random);
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        readEverything(damaged, round % 4 != 0);
        fail("round " + round + " was read as if nothing had happened");
      } catch (RdbException expected) {
        outcomes.merge(expected.reason(), 1, Integer::sum);
      }
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MEMORY_PER_FILE);
    }
    assertThat(outcomes)
        .containsKeys(
            RdbException.Reason.Truncated,
            RdbException.Reason.Corrupt,
            RdbException.Reason.ChecksumMismatch,
            RdbException.Reason.UnknownValueType);
  }

  /** A third is cut off, a third has one bit flipped, a third some bytes overwritten. */
  private static byte[] damage(byte[] file, Random random) {
    byte[] damaged = file.clone();
    switch (random.nextInt(3)) {
      case 0 -> damaged = Arrays.copyOf(file, random.nextInt(file.length));
      case 1 -> damaged[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
      default -> {
        int at = random.nextInt(file.length - 8);
        for (int i = 0; i <= random.nextInt(8); i++) {
          damaged[at + i] = (byte) random.nextInt(256);
        }
        damaged[at] ^= (byte) (damaged[at] == file[at] ? 1 : 0);
      }
    }
    return damaged;
  }

  private static void readEverything(byte[] file, boolean visitLarge) throws IOException {
    RdbReader reader = new RdbReader(Inputs.of(file), LIMITS);
    reader.readHeader();
    RdbEntry entry = new RdbEntry();
    PayloadDigest digests = new PayloadDigest(DigestOptions.everything(), LIMITS.maxElementBytes());
    while (reader.next(entry)) {
      switch (entry.kind()) {
        case VALUE -> digests.ofEntry(reader, entry);
        case LARGE_VALUE -> {
          if (visitLarge) {
            digests.ofEntry(reader, entry);
          } else {
            reader.skipLargeValue();
          }
        }
        default -> {}
      }
    }
  }

  /** What the servers wrote, as far as it is small, and one of everything made by hand. */
  private static byte[] redisFile() {
    RdbWriter writer =
        RdbWriter.redis(13).aux("redis-ver", "8.0.0").selectDb(2).u8(251).len(100).len(1);
    for (String version : List.of("2.8", "7.0", "8.0")) {
      SERVERS
          .slices(version)
          .forEach((key, value) -> add(writer, version + key, value.type(), value.body()));
    }
    for (Samples.Sample sample : Samples.all()) {
      if (sample.type().isOf(RdbFamily.REDIS)) {
        add(writer, "sample", sample.type(), sample.body());
      }
    }
    return writer.u8(245).str("#!lua name=library").end();
  }

  private static byte[] valkeyFile() {
    RdbWriter writer = RdbWriter.valkey(80).selectDb(0);
    SERVERS
        .slices("valkey-9.1")
        .forEach((key, value) -> add(writer, key, value.type(), value.body()));
    return writer.end();
  }

  private static void add(RdbWriter writer, String key, ValueType type, byte[] body) {
    if (body.length <= LARGEST_SLICE || type == ValueType.LIST_ZIPLIST) {
      writer
          .u8(252)
          .le64(4_000_000_000_000L)
          .u8(type.code())
          .str(key.getBytes(StandardCharsets.UTF_8))
          .raw(body);
    }
  }
}
