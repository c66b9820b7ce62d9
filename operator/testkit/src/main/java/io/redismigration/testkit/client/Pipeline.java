package io.redismigration.testkit.client;

/**
 * Many commands in flight on one connection. The next batch is sent before the replies of the last
 * one are read, so client and server work at the same time. The first error is thrown.
 *
 * <p>Meant for commands with small replies: two batches of replies must fit into the socket's
 * buffers.
 */
public final class Pipeline implements AutoCloseable {

  private static final int BATCH = 500;

  private final RespConnection connection;
  private int queued;
  private int awaited;
  private long sent;

  /**
   * @param connection closed with the pipeline
   */
  public Pipeline(RespConnection connection) {
    this.connection = connection;
  }

  /** Queues a command; now and then sends what is queued and reads replies. */
  public void add(byte[]... words) {
    connection.send(words);
    queued();
  }

  /** As {@link #add(byte[]...)} in UTF-8. */
  public void add(String... words) {
    connection.send(words);
    queued();
  }

  /** Waits until every command so far is answered. */
  public void drain() {
    connection.flush();
    readReplies(awaited + queued);
    awaited = 0;
    queued = 0;
  }

  /** How many commands were added. */
  public long sent() {
    return sent;
  }

  /** Drains, then closes the connection. */
  @Override
  public void close() {
    try {
      drain();
    } finally {
      connection.close();
    }
  }

  private void queued() {
    sent++;
    if (++queued == BATCH) {
      connection.flush();
      readReplies(awaited);
      awaited = queued;
      queued = 0;
    }
  }

  private void readReplies(int count) {
    for (int i = 0; i < count; i++) {
      if (connection.read() instanceof RespError error) {
        throw error;
      }
    }
  }
}
