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
      long since = System.nanoTime();
      do {
        await(readable, timeout, since, "received from");
        count = channel.read(dst);
      } while (count == 0);
      return count;
    } catch (SocketTimeoutException | ConnectionException e) {
      throw e;
    } catch (IOException | ClosedSelectorException | CancelledKeyException e) {
      throw ended(e);
    }
  }

  @Override
  public void write(ByteBuffer src) throws IOException {
    try {
      long since = 0;
      boolean stuck = false;
      while (src.hasRemaining()) {
        if (channel.write(src) > 0) {
          stuck = false;
          continue;
        }
        if (!stuck) {
          stuck = true;
          since = System.nanoTime();
        }
        await(writable, writeTimeoutMillis, since, "taken by");
      }
    } catch (SocketTimeoutException | ConnectionException e) {
      throw e;
    } catch (IOException | ClosedSelectorException | CancelledKeyException e) {
      throw ended(e);
    }
  }

  /** Writes what the kernel takes at once. */
  int writeNow(ByteBuffer src) throws IOException {
    return channel.write(src);
  }

  /** Waits for readiness; whoever calls looks for himself and comes back if there was none. */
  private void await(Selector selector, long timeout, long since, String what) throws IOException {
    if (timeout == 0) {
      selector.select(IGNORE);
    } else {
      long left = timeout - (System.nanoTime() - since) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException(
            "nothing was " + what + " " + endpoint + " for " + timeout + " ms");
      }
      selector.select(IGNORE, left);
    }
    if (closed) {
      throw new ClosedChannelException();
    }
    if (Thread.currentThread().isInterrupted()) {
      // A selector no longer waits for an interrupted thread; the caller's place is lost anyway.
      close();
      throw new ConnectionException(
          Reason.Closed, "the connection to " + endpoint + " was given up: interrupted");
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
