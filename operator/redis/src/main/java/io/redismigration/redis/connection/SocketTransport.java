package io.redismigration.redis.connection;

import io.redismigration.redis.connection.ConnectionException.Reason;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A plain TCP connection. The channel does not block; each direction waits in a selector of its
 * own, which gives timeouts, a close that wakes, and direct buffers from end to end. No allocation
 * per read or write.
 */
final class SocketTransport implements Transport {

  private static final Consumer<SelectionKey> IGNORE = key -> {};

  private final Endpoint endpoint;
  private final SocketChannel channel;
  private final Selector readable;
  private final Selector writable;
  private final long writeTimeoutMillis;
  private volatile long readTimeoutMillis;
  private volatile boolean closed;

  /** Takes over a connected channel; closes it when this fails. */
  SocketTransport(
      Endpoint endpoint, SocketChannel channel, Duration readTimeout, Duration writeTimeout)
      throws IOException {
    this.endpoint = endpoint;
    this.channel = channel;
    this.readTimeoutMillis = readTimeout.toMillis();
    this.writeTimeoutMillis = writeTimeout.toMillis();
    channel.configureBlocking(false);
    this.readable = Selector.open();
    this.writable = Selector.open();
    channel.register(readable, SelectionKey.OP_READ);
    channel.register(writable, SelectionKey.OP_WRITE);
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    try {
      int count = channel.read(dst);
      if (count != 0) {
        return count;
      }
      long timeout = readTimeoutMillis;
      long deadline = System.nanoTime() + timeout * 1_000_000;
      while (true) {
        await(readable, timeout, deadline, "received");
        count = channel.read(dst);
        if (count != 0) {
          return count;
        }
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException | ClosedSelectorException | CancelledKeyException e) {
      throw ended(e);
    }
  }

  @Override
  public void write(ByteBuffer src) throws IOException {
    try {
      while (src.hasRemaining()) {
        if (channel.write(src) == 0) {
          long deadline = System.nanoTime() + writeTimeoutMillis * 1_000_000;
          await(writable, writeTimeoutMillis, deadline, "taken");
        }
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException | ClosedSelectorException | CancelledKeyException e) {
      throw ended(e);
    }
  }

  /** Writes what the kernel takes at once. */
  int writeNow(ByteBuffer src) throws IOException {
    return channel.write(src);
  }

  private void await(Selector selector, long timeout, long deadline, String what)
      throws IOException {
    if (timeout == 0) {
      selector.select(IGNORE);
    } else {
      long left = (deadline - System.nanoTime() + 999_999) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException(
            "nothing was " + what + " by " + endpoint + " for " + timeout + " ms");
      }
      selector.select(IGNORE, left);
    }
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  private ConnectionException ended(Exception cause) {
    String how = closed ? "was closed here" : "broke: " + cause.getMessage();
    return new ConnectionException(
        Reason.Closed, "the connection to " + endpoint + " " + how, cause);
  }

  @Override
  public void readTimeout(Duration timeout) {
    readTimeoutMillis = timeout.toMillis();
  }

  @Override
  public void close() {
    closed = true;
    closeQuietly(channel);
    closeQuietly(readable);
    closeQuietly(writable);
  }

  /** A close that fails leaves nothing to do: the descriptor is gone either way. */
  static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      System.getLogger(SocketTransport.class.getName())
          .log(System.Logger.Level.DEBUG, "close failed", e);
    }
  }

  @Override
  public String toString() {
    return "connection to " + endpoint;
  }
}
