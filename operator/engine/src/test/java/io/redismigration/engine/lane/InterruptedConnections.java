package io.redismigration.engine.lane;

import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.redis.connection.Transport;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.testkit.RedisServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Connections on which something happens once, when the target has answered some commands. */
final class InterruptedConnections {
  private final int commands;
  private final Runnable inTheMiddle;
  private volatile boolean happened;

  InterruptedConnections(int commands, Runnable inTheMiddle) {
    this.commands = commands;
    this.inTheMiddle = inTheMiddle;
  }

  /** Opens one. */
  RedisConnection connect(RedisServer target) throws IOException {
    return RedisConnection.open(
        settings -> new Interruptible(new SocketDialer().dial(settings)),
        ConnectionSettings.to(new Endpoint(target.host(), target.port())));
  }

  /** Whether it has happened. */
  boolean happened() {
    return happened;
  }

  /** Reads the answers to what it has written before it goes on. */
  private final class Interruptible implements Transport {
    private final Transport wire;
    private final ByteBuffer answers = ByteBuffer.allocate(4096).limit(0);

    private Interruptible(Transport wire) {
      this.wire = wire;
    }

    @Override
    public void write(ByteBuffer src) throws IOException {
      int end = happened ? -1 : endOfCommands(src);
      if (end < 0) {
        wire.write(src);
        return;
      }
      ByteBuffer first = src.duplicate().limit(end);
      src.position(end);
      wire.write(first);
      readAnswers();
      inTheMiddle.run();
      happened = true;
      if (src.hasRemaining()) {
        wire.write(src);
      }
    }

    /** Where the commands end that are to be answered first; -1 when there are fewer. */
    private int endOfCommands(ByteBuffer src) {
      int seen = 0;
      for (int i = src.position(); i + 2 < src.limit(); i++) {
        if (src.get(i) == '\r' && src.get(i + 1) == '\n' && src.get(i + 2) == '*') {
          seen++;
          if (seen == commands) {
            return i + 2;
          }
        }
      }
      return seen + 1 == commands ? src.limit() : -1;
    }

    private void readAnswers() throws IOException {
      answers.clear();
      int lines = 0;
      while (lines < commands) {
        int from = answers.position();
        wire.read(answers);
        for (int i = from; i < answers.position(); i++) {
          lines += answers.get(i) == '\n' ? 1 : 0;
        }
      }
      answers.flip();
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
      if (!answers.hasRemaining()) {
        return wire.read(dst);
      }
      int count = Math.min(dst.remaining(), answers.remaining());
      dst.put(answers.slice().limit(count));
      answers.position(answers.position() + count);
      return count;
    }

    @Override
    public void readTimeout(Duration timeout) {
      wire.readTimeout(timeout);
    }

    @Override
    public void close() {
      wire.close();
    }
  }
}
