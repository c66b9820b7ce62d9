package io.redismigration.redis.resp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.redismigration.redis.command.CommandSpec;
import io.redismigration.redis.command.CommandTable;
import io.redismigration.redis.command.KeyExtractor;
import io.redismigration.redis.connection.Transport;
import io.redismigration.redis.rdb.ByteInput;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is promised to allocate nothing per command must not, over a million commands. */
class HotPathAllocationTest {

  private static final int COMMANDS = 1_000_000;

  /** For whatever the JVM does on its own; one object per command would be 16 MB. */
  private static final long SLACK_BYTES = 1_000_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void parsingAndFindingKeysAllocatesNothing() throws IOException {
    CommandWriter writer = new CommandWriter(1 << 20, 1 << 20);
    for (int i = 0; i < 1000; i++) {
      writer.begin(3).arg("SET").arg("key").arg(new byte[100]);
      writer.begin(6).arg("eval").arg("body").arg(2).arg("a").arg("b").arg("x");
      writer.begin(4).arg("XGROUP").arg("DESTROY").arg("s").arg("g");
    }
    StreamParser parser = new StreamParser(endless(writer.buffer()));
    StreamCommand command = new StreamCommand();
    CommandTable table = CommandTable.standard();
    KeyExtractor keys = new KeyExtractor(table);

    long allocated =
        allocatedBy(
            () -> {
              long found = 0;
              for (int i = 0; i < COMMANDS; i++) {
                parser.next(command);
                CommandSpec spec = table.find(command);
                found += keys.extract(spec, command);
              }
              assertThat(found).isGreaterThan(COMMANDS);
            });

    assertThat(allocated).isLessThan(SLACK_BYTES);
  }

  @Test
  void writingCommandsAllocatesNothing() throws IOException {
    CommandWriter writer = new CommandWriter();
    Fragment set = Fragment.command(3, "SET");
    ByteBuffer value = ByteBuffer.allocateDirect(100);

    long allocated =
        allocatedBy(
            () -> {
              for (int i = 0; i < COMMANDS; i++) {
                writer.put(set).arg(i).arg(value, 0, 100);
                if (writer.size() > 32_000) {
                  writer.buffer();
                  writer.clear();
                }
              }
            });

    assertThat(allocated).isLessThan(SLACK_BYTES);
  }

  @Test
  void steppingThroughRepliesAllocatesNothing() throws IOException {
    ByteBuffer replies =
        ByteBuffer.wrap("+OK\r\n:1\r\n$3\r\nabc\r\n*2\r\n+QUEUED\r\n$-1\r\n".getBytes());
    ReplyReader reader = new ReplyReader(transport(endless(replies)));

    long allocated =
        allocatedBy(
            () -> {
              for (int i = 0; i < COMMANDS; i++) {
                RedisError error = reader.skipReply();
                if (error != null || (reader.kind() == ReplyKind.STATUS && !isKnown(reader))) {
                  throw new AssertionError(error);
                }
              }
            });

    assertThat(allocated).isLessThan(SLACK_BYTES);
  }

  private static boolean isKnown(ReplyReader reader) {
    return reader.isStatus("OK") || reader.isStatus("QUEUED");
  }

  private interface Work {
    void run() throws IOException;
  }

  /** Once to warm up, once to count. */
  private long allocatedBy(Work work) throws IOException {
    work.run();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    work.run();
    return threads.getThreadAllocatedBytes(thread) - before;
  }

  private static ByteInput endless(ByteBuffer source) {
    ByteBuffer bytes = source.duplicate();
    return dst -> {
      if (!bytes.hasRemaining()) {
        bytes.rewind();
      }
      int count = Math.min(dst.remaining(), bytes.remaining());
      dst.put(dst.position(), bytes, bytes.position(), count);
      dst.position(dst.position() + count);
      bytes.position(bytes.position() + count);
      return count;
    };
  }

  private static Transport transport(ByteInput input) {
    return new Transport() {
      @Override
      public int read(ByteBuffer dst) throws IOException {
        return input.read(dst);
      }

      @Override
      public void write(ByteBuffer src) {
        throw new UnsupportedOperationException("only read from");
      }

      @Override
      public void readTimeout(Duration timeout) {
        throw new UnsupportedOperationException("never waits");
      }

      @Override
      public void close() {
        throw new UnsupportedOperationException("nothing to close");
      }
    };
  }
}
