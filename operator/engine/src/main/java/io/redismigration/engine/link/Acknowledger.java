package io.redismigration.engine.link;

import java.io.IOException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the source that we are alive, on a thread of its own: nothing the applier or the target
 * does delays it. At once on a new connection, then every 200 ms until the stream flows, because a
 * diskless source holds the stream back until it hears us, and overhears us while it has not
 * noticed yet that its snapshot is out (redis 7.0.15, 2.8.19); each second from then on.
 */
final class Acknowledger implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Acknowledger.class);
  private static final long BEFORE_STREAM_MILLIS = 200;
  private static final long IN_STREAM_MILLIS = 1_000;

  private final Thread thread = new Thread(this::run, "ack");
  private final LongSupplier offset;
  private SourceConnection connection;
  private Generation generation;
  private boolean closed;

  /**
   * @param offset what to acknowledge at that moment
   */
  Acknowledger(LongSupplier offset) {
    this.offset = offset;
    thread.setDaemon(true);
    thread.start();
  }

  /** Acknowledges on that connection from now on. */
  synchronized void attach(SourceConnection to, Generation received) {
    connection = to;
    generation = received;
    notifyAll();
  }

  /** The connection is gone. */
  synchronized void detach() {
    connection = null;
  }

  private void run() {
    try {
      while (true) {
        SourceConnection to = next();
        if (to == null) {
          return;
        }
        send(to);
        pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized SourceConnection next() throws InterruptedException {
    while (connection == null && !closed) {
      wait();
    }
    return closed ? null : connection;
  }

  private void send(SourceConnection to) {
    try {
      to.acknowledge(offset.getAsLong());
    } catch (IOException e) {
      LOG.debug("the acknowledgement was not sent; the link will notice", e);
      to.close();
    }
  }

  private synchronized void pause() throws InterruptedException {
    if (!closed && connection != null) {
      wait(generation.streamBytes() > 0 ? IN_STREAM_MILLIS : BEFORE_STREAM_MILLIS);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
