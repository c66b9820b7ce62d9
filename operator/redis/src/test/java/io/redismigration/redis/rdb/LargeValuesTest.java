package io.redismigration.redis.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.redismigration.redis.value.Slice;
import io.redismigration.redis.value.ValueVisitor;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values far larger than a slice pass through in pieces, in memory that does not depend on their
 * size.
 */
class LargeValuesTest {

  private static final RdbLimits LIMITS = new RdbLimits(1 << 20, 1 << 16, 1 << 20);
  private static final int MOST_MEMORY = 8 << 20;

  @ParameterizedTest(name = "a string of {0} bytes, compressed {1}")
  @CsvSource({"1_073_741_824, false", "400_000_000, true"})
  void aHugeStringComesInChunks(String size, boolean compressed) throws IOException {
    long length = Long.parseLong(size.replace("_", ""));
    Counting seen = new Counting();

    long used =
        memoryUsedBy(
            () -> {
              RdbReader reader = new RdbReader(stringFile(length, compressed), LIMITS);
              reader.readHeader();
              RdbEntry entry = new RdbEntry();
              assertThat(reader.next(entry)).isTrue();
              assertThat(entry.kind()).isEqualTo(RdbEntry.Kind.LARGE_VALUE);
              reader.visitLargeValue(seen);
              assertThat(reader.next(entry)).isFalse();
            });

    assertThat(seen.bytes).isEqualTo(length);
    assertThat(used).isLessThan(MOST_MEMORY);
  }

  @ParameterizedTest(name = "a sorted set of {0} members")
  @CsvSource("5_000_000")
  void aHugeSortedSetComesMemberByMember(String size) throws IOException {
    int members = Integer.parseInt(size.replace("_", ""));
    Counting seen = new Counting();

    long used =
        memoryUsedBy(
            () -> {
              RdbReader reader = new RdbReader(zsetFile(members), LIMITS);
              reader.readHeader();
              RdbEntry entry = new RdbEntry();
              assertThat(reader.next(entry)).isTrue();
              reader.visitLargeValue(seen);
              assertThat(reader.next(entry)).isFalse();
            });

    assertThat(seen.elements).isEqualTo(members);
    assertThat(used).isLessThan(MOST_MEMORY);
  }

  private interface Reading {
    void run() throws IOException;
  }

  /** Heap allocated by this thread and growth of direct buffers, in bytes. */
  private static long memoryUsedBy(Reading reading) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    BufferPoolMXBean direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    long heapBefore = threads.getCurrentThreadAllocatedBytes();
    long directBefore = direct.getMemoryUsed();
    reading.run();
    return threads.getCurrentThreadAllocatedBytes()
        - heapBefore
        + Math.max(0, direct.getMemoryUsed() - directBefore);
  }

  /** Head, then a pattern over and over, then an end whose checksum was not computed. */
  private static ByteInput generated(byte[] head, byte[] pattern, long repetitions) {
    ByteBuffer patterns = ByteBuffer.allocateDirect(pattern.length * 1000);
    for (int i = 0; i < 1000; i++) {
      patterns.put(pattern);
    }
    byte[] end = {(byte) 255, 0, 0, 0, 0, 0, 0, 0, 0};
    long total = head.length + pattern.length * repetitions + end.length;
    long[] at = {0};
    return dst -> {
      if (at[0] == total) {
        return -1;
      }
      long patternEnd = total - end.length;
      int n;
      if (at[0] < head.length) {
        n = Math.min(dst.remaining(), head.length - (int) at[0]);
        dst.put(head, (int) at[0], n);
      } else if (at[0] < patternEnd) {
        int from = (int) ((at[0] - head.length) % pattern.length);
        n =
            (int)
                Math.min(Math.min(dst.remaining(), patterns.capacity() - from), patternEnd - at[0]);
        dst.put(dst.position(), patterns, from, n).position(dst.position() + n);
      } else {
        n = Math.min(dst.remaining(), (int) (total - at[0]));
        dst.put(end, (int) (at[0] - patternEnd), n);
      }
      at[0] += n;
      return n;
    };
  }

  private static ByteInput stringFile(long length, boolean compressed) {
    RdbWriter head = RdbWriter.redis(10).key(0, "huge");
    if (!compressed) {
      return generated(
          head.len(length).bytes(),
          "0123456789abcdef".getBytes(StandardCharsets.US_ASCII),
          length / 16);
    }
    // Ten literals, then references that repeat the byte before ten times.
    byte[] reference = {(byte) 0xe0, 1, 0};
    long references = length / 10 - 1;
    head.u8(0xc3).len(11 + reference.length * references).len(length).u8(9).ascii("0123456789");
    return generated(head.bytes(), reference, references);
  }

  private static ByteInput zsetFile(int members) {
    byte[] head = RdbWriter.redis(10).key(5, "huge").len(members).bytes();
    byte[] member =
        RdbWriter.body().str("a member of the set").le64(Double.doubleToLongBits(1.5)).bytes();
    return generated(head, member, members);
  }

  private static final class Counting implements ValueVisitor {
    long bytes;
    long elements;

    @Override
    public void begin(ValueKind kind, long size) {}

    @Override
    public void stringChunk(Slice chunk) {
      bytes += chunk.length();
    }

    @Override
    public void zsetMember(Slice member, double score) {
      elements++;
    }

    @Override
    public void end() {}
  }
}
