package io.redismigration.redis.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RdbReaderCostTest {

  private static final int KEYS = 300_000;
  private static final int VALUE_BYTES = 100;

  @Test
  void allocatesNothingPerKey() throws IOException {
    ByteBuffer file = fileOfStrings(KEYS);
    read(file.duplicate());

    long before = allocated();
    int keys = read(file.duplicate());
    long bytes = allocated() - before;

    assertThat(keys).isEqualTo(KEYS);
    assertThat(bytes).as("reader, its buffers' handles and nothing per key").isLessThan(20_000);
  }

  static ByteBuffer fileOfStrings(int keys) {
    byte[] value = new byte[VALUE_BYTES];
    Random random = new Random(3);
    RdbWriter writer = RdbWriter.redis(10);
    for (int i = 0; i < keys; i++) {
      random.nextBytes(value);
      writer.key(0, "key:" + i).str(value);
    }
    byte[] bytes = writer.end();
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  static int read(ByteBuffer file) throws IOException {
    ByteInput input =
        dst -> {
          int size = Math.min(dst.remaining(), file.remaining());
          if (size == 0) {
            return -1;
          }
          dst.put(dst.position(), file, file.position(), size);
          dst.position(dst.position() + size);
          file.position(file.position() + size);
          return size;
        };
    RdbReader reader = new RdbReader(input, RdbLimits.defaults());
    reader.readHeader();
    RdbEntry entry = new RdbEntry();
    int keys = 0;
    while (reader.next(entry)) {
      keys += entry.kind() == RdbEntry.Kind.VALUE ? 1 : 0;
    }
    return keys;
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
