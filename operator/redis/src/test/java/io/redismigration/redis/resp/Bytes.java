package io.redismigration.redis.resp;

import io.redismigration.redis.connection.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A transport that reads what it was given, so many bytes at a time, and keeps what is written. */
final class Bytes implements Transport {

  private final ByteBuffer input;
  private final int chunk;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  Bytes(String input, int chunk) {
    this.input = ByteBuffer.wrap(input.getBytes(StandardCharsets.UTF_8));
    this.chunk = chunk;
  }

  @Override
  public int read(ByteBuffer dst) {
    if (!input.hasRemaining()) {
      return -1;
    }
    int count = Math.min(Math.min(chunk, dst.remaining()), input.remaining());
    dst.put(input.slice(input.position(), count));
    input.position(input.position() + count);
    return count;
  }

  @Override
  public void write(ByteBuffer src) {
    byte[] bytes = new byte[src.remaining()];
    src.get(bytes);
    written.writeBytes(bytes);
  }

  String written() {
    return written.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void readTimeout(Duration timeout) {
    // Nothing here ever waits.
  }

  @Override
  public void close() {
    // Nothing is held open.
  }

  @Override
  public String toString() {
    return "bytes in memory";
  }
}
