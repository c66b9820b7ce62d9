package io.redismigration.benchmarks;

import io.redismigration.testkit.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends commands at the pace of the clock, whatever the server makes of them: what could not be
 * sent in time is sent as soon as it can. One connection, one thread that wakes every two
 * milliseconds; replies are counted and dropped.
 */
final class OpenLoopGenerator implements AutoCloseable {
  private static final long TICK_NANOS = 2_000_000;
  private static final int REPLY_BYTES = 256 << 10;
  private static final int MOST_AT_ONCE = 256 << 10;

  private final StreamLoad.Encoded load;
  private final long perSecond;
  private final SocketChannel channel;
  private final ByteBuffer replies = ByteBuffer.allocateDirect(REPLY_BYTES);
  private final Thread thread = new Thread(this::run, "generator");
  private final long started = System.nanoTime();
  private final long ends;
  private volatile long sent;
  private volatile long answered;
  private volatile long mostBehind;
  private volatile IOException failure;
  private volatile long lastAnswerNanos;

  private OpenLoopGenerator(
      RedisServer server, StreamLoad.Encoded load, long perSecond, int seconds) throws IOException {
    this.load = load;
    this.perSecond = perSecond;
    this.ends = started + seconds * 1_000_000_000L;
    this.channel = SocketChannel.open(new InetSocketAddress(server.host(), server.port()));
    channel.configureBlocking(false);
  }

  /** Starts at once, and ends by itself after that time. */
  static OpenLoopGenerator start(
      RedisServer server, StreamLoad.Encoded load, long perSecond, int seconds) throws IOException {
    OpenLoopGenerator generator = new OpenLoopGenerator(server, load, perSecond, seconds);
    generator.thread.setDaemon(true);
    generator.thread.start();
    return generator;
  }

  /** Nanoseconds since it started. */
  long nanos() {
    return System.nanoTime() - started;
  }

  /** Commands the server has answered. */
  long answered() {
    return answered;
  }

  /** By how many commands it was behind the clock, at most. */
  long mostBehind() {
    return mostBehind;
  }

  /** Waits until everything was sent and answered. */
  void awaitEnd() throws IOException, InterruptedException {
    thread.join();
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Waits until the server refuses a command or closes the connection.
   *
   * @return nanoseconds from the start to the last answer that was none of those
   * @throws IllegalStateException when everything was sent before
   */
  long awaitRefusal() throws InterruptedException {
    thread.join();
    if (failure == null) {
      throw new IllegalStateException("nothing refused the generator");
    }
    return lastAnswerNanos - started;
  }

  private void run() {
    try {
      ByteBuffer bytes = load.bytes().duplicate();
      long total = perSecond * (ends - started) / 1_000_000_000L;
      long next = started;
      while (sent < total) {
        long due = Math.min(total, (long) (perSecond * ((System.nanoTime() - started) / 1e9)));
        mostBehind = Math.max(mostBehind, due - sent - perSecond * TICK_NANOS / 1_000_000_000L);
        send(bytes, due);
        next = Math.max(next + TICK_NANOS, System.nanoTime() - TICK_NANOS);
        LockSupport.parkNanos(next - System.nanoTime());
      }
      while (answered < total) {
        readReplies();
        LockSupport.parkNanos(TICK_NANOS);
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  private void send(ByteBuffer bytes, long due) throws IOException {
    int[] commandEnds = load.ends();
    while (sent < due) {
      int from = (int) (sent % commandEnds.length);
      int count = (int) Math.min(due - sent, commandEnds.length - from);
      int begin = from == 0 ? 0 : commandEnds[from - 1];
      int last = from + count - 1;
      while (last > from && commandEnds[last] - begin > MOST_AT_ONCE) {
        last = (from + last) / 2;
      }
      bytes.limit(commandEnds[last]).position(begin);
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) == 0) {
          readReplies();
          LockSupport.parkNanos(TICK_NANOS / 10);
        }
      }
      sent += last - from + 1;
      readReplies();
    }
  }

  /** Every reply is one line. */
  private void readReplies() throws IOException {
    while (true) {
      int count = channel.read(replies.clear());
      if (count < 0) {
        throw new IOException("the source closed the connection");
      }
      long lines = 0;
      for (int i = 0; i < count; i++) {
        byte c = replies.get(i);
        if (c == '\n') {
          lines++;
        } else if (c == '-') {
          throw new IOException("the source answers with an error");
        }
      }
      answered += lines;
      lastAnswerNanos = System.nanoTime();
      if (count < replies.capacity()) {
        return;
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      thread.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
