package io.redismigration.testkit.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One way of one connection. A reader takes bytes in and notes when they are due, a writer lets
 * them out; so a delay lengthens the way without narrowing it. At most 256 pieces of 16 KiB are
 * under way.
 */
final class Pipe {

  private static final Logger LOG = LoggerFactory.getLogger(Pipe.class);
  private static final int PIECE_BYTES = 1 << 14;
  private static final int PIECES = 256;

  private final Socket from;
  private final Socket to;
  private final Faults faults;
  private final Link link;
  private final BlockingQueue<Piece> underWay = new LinkedBlockingQueue<>(PIECES);
  private final Thread reader = daemon("proxy-reader", this::readAll);
  private final Thread writer = daemon("proxy-writer", this::writeAll);
  private volatile boolean halfClosed;

  /** Bytes under way; none at all stand for the end. */
  private record Piece(byte[] bytes, long dueNanos) {}

  Pipe(Socket from, Socket to, Faults faults, Link link) {
    this.from = from;
    this.to = to;
    this.faults = faults;
    this.link = link;
  }

  void start() {
    reader.start();
    writer.start();
  }

  void interrupt() {
    reader.interrupt();
    writer.interrupt();
  }

  /** Says "no more" to the receiver; what the sender still sends is taken and dropped. */
  void halfClose() {
    halfClosed = true;
    try {
      to.shutdownOutput();
    } catch (IOException e) {
      LOG.debug("already closed: {}", e.getMessage());
    }
  }

  private void readAll() {
    byte[] buffer = new byte[PIECE_BYTES];
    try {
      InputStream in = from.getInputStream();
      while (true) {
        faults.awaitNotStalled();
        int count = in.read(buffer);
        byte[] bytes = count < 0 ? new byte[0] : Arrays.copyOf(buffer, count);
        underWay.put(new Piece(bytes, faults.dueNanos()));
        if (count < 0) {
          return;
        }
      }
    } catch (IOException e) {
      LOG.debug("connection lost: {}", e.getMessage());
      link.reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeAll() {
    try {
      OutputStream out = to.getOutputStream();
      while (true) {
        Piece piece = underWay.take();
        if (piece.bytes.length == 0) {
          end(piece);
          return;
        }
        if (!halfClosed) {
          write(out, piece);
        }
      }
    } catch (IOException e) {
      LOG.debug("connection lost: {}", e.getMessage());
      if (!halfClosed) {
        link.reset();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(Piece piece) throws IOException, InterruptedException {
    faults.awaitTurn(piece.dueNanos, 1);
    if (!halfClosed) {
      to.shutdownOutput();
    }
    link.wayEnded();
  }

  private void write(OutputStream out, Piece piece) throws IOException, InterruptedException {
    int done = 0;
    while (done < piece.bytes.length) {
      int count = faults.awaitTurn(piece.dueNanos, piece.bytes.length - done);
      out.write(piece.bytes, done, count);
      done += count;
      if (faults.passed(count)) {
        link.reset();
        return;
      }
    }
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }
}
