package io.redismigration.engine.stream;

import io.redismigration.testkit.RedisServer;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * A bare replica for tests: asks a real server for its stream and hands its bytes out, all of them
 * kept in memory. The snapshot is thrown away.
 */
final class SourceTap implements StreamInput, AutoCloseable {
  private static final int CHUNK = 64 << 10;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>();
  private final Thread reader = new Thread(this::readAll, "source-tap");
  private final Thread acks = new Thread(this::acknowledge, "source-tap-acks");
  private long buffered;
  private boolean ended;
  private boolean woken;
  private String replicationId;
  private long offset;

  private SourceTap(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), CHUNK));
    this.out = socket.getOutputStream();
  }

  /** Begins with a full sync. */
  static SourceTap onto(RedisServer source) {
    return open(source, "?", -1);
  }

  /** Goes on after {@code offset}; fails when the server wants a full sync. */
  static SourceTap resuming(RedisServer source, String replicationId, long offset) {
    return open(source, replicationId, offset + 1);
  }

  private static SourceTap open(RedisServer source, String replicationId, long from) {
    try {
      SourceTap tap = new SourceTap(new Socket(source.host(), source.port()));
      tap.handshake(replicationId, from);
      tap.reader.setDaemon(true);
      tap.acks.setDaemon(true);
      tap.reader.start();
      tap.acks.start();
      return tap;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The history it follows. */
  String replicationId() {
    return replicationId;
  }

  /** Offset of the byte before the first one handed out. */
  long offset() {
    return offset;
  }

  private void handshake(String id, long from) throws IOException {
    send("REPLCONF", "listening-port", "99999");
    line();
    send("REPLCONF", "capa", "eof", "capa", "psync2");
    line();
    send("REPLCONF", "version", "9.0.0"); // valkey sends its own RDB to those it knows to read it
    line();
    send("PSYNC", id, Long.toString(from));
    String[] answer = line().split(" ");
    if (answer[0].equals("+CONTINUE")) {
      replicationId = answer.length > 1 ? answer[1] : id;
      offset = from - 1;
      return;
    }
    if (!answer[0].equals("+FULLRESYNC") || from > 0) {
      throw new IllegalStateException("PSYNC answered " + String.join(" ", answer));
    }
    replicationId = answer[1];
    offset = Long.parseLong(answer[2]);
    String header = line();
    in.skipNBytes(Long.parseLong(header.substring(1)));
  }

  private void send(String... words) throws IOException {
    StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      command.append("$").append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    synchronized (out) {
      out.write(command.toString().getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n' || line.isEmpty(); c = in.read()) {
      if (c < 0) {
        throw new IOException("the source closed");
      }
      if (c != '\r' && c != '\n') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private void readAll() {
    try {
      while (true) {
        byte[] chunk = new byte[CHUNK];
        int count = in.read(chunk);
        if (count < 0) {
          break;
        }
        synchronized (this) {
          chunks.add(ByteBuffer.wrap(chunk, 0, count));
          buffered += count;
          notifyAll();
        }
      }
    } catch (IOException e) {
      // closed here or there: the end either way
    }
    synchronized (this) {
      ended = true;
      notifyAll();
    }
  }

  private void acknowledge() {
    try {
      while (!socket.isClosed()) {
        send("REPLCONF", "ACK", "1");
        Thread.sleep(200);
      }
    } catch (IOException | InterruptedException e) {
      // the link has ended
    }
  }

  @Override
  public synchronized int read(ByteBuffer dst) {
    while (chunks.isEmpty()) {
      if (ended) {
        return -1;
      }
      await(Duration.ofSeconds(1));
    }
    ByteBuffer first = chunks.peek();
    int count = Math.min(first.remaining(), dst.remaining());
    dst.put(dst.position(), first, first.position(), count);
    dst.position(dst.position() + count);
    first.position(first.position() + count);
    buffered -= count;
    if (!first.hasRemaining()) {
      chunks.remove();
    }
    return count;
  }

  @Override
  public synchronized long available() {
    return buffered;
  }

  @Override
  public synchronized boolean await(Duration atMost) {
    try {
      if (buffered == 0 && !ended && !woken && !atMost.isZero()) {
        wait(atMost.toMillis());
      }
      woken = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return buffered > 0 || ended;
  }

  @Override
  public synchronized void wakeUp() {
    woken = true;
    notifyAll();
  }

  @Override
  public void resumeAfter(long last, String why) {
    throw new UnsupportedOperationException(why);
  }

  /** Ends the link; what was received can still be read. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
