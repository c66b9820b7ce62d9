package io.redismigration.redis.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A connected byte stream. One thread may read while another writes; any thread may close, which
 * makes both return with a {@link ConnectionException} of reason {@code Closed}. Interrupting a
 * thread that waits closes the connection, too.
 */
public interface Transport extends AutoCloseable {

  /**
   * Reads what is there, waiting for at least one byte.
   *
   * @param dst with room for at least one byte; a direct buffer is read into without a copy
   * @return the number of bytes read, or -1 when the other side has closed
   * @throws java.net.SocketTimeoutException when the read timeout passed without a byte; the
   *     connection is still good
   * @throws ConnectionException when the connection broke or was closed here
   */
  int read(ByteBuffer dst) throws IOException;

  /**
   * Writes all of {@code src}, waiting as long as the other side does not read.
   *
   * @param src written from without a copy when direct
   * @throws java.net.SocketTimeoutException when nothing could be written for the write timeout;
   *     what was sent is unknown, so the connection has to be closed
   * @throws ConnectionException when the connection broke or was closed here
   */
  void write(ByteBuffer src) throws IOException;

  /** How long a read waits for its first byte; zero waits for ever. Acts from the next read. */
  void readTimeout(Duration timeout);

  /** When the first of the server's certificates ends to be valid; empty without TLS. */
  default Optional<Instant> certificateEnds() {
    return Optional.empty();
  }

  /** Closes at once and wakes whoever is reading or writing. Idempotent; never throws. */
  @Override
  void close();
}
