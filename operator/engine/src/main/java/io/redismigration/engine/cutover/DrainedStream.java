package io.redismigration.engine.cutover;

import java.time.Duration;
import java.util.List;

/** What a cutover must know of the stream while it drains. */
public interface DrainedStream {

  /** End of what the target has confirmed, in bytes of the source's stream. */
  long confirmed();

  /**
   * Waits until everything up to {@code offset} is confirmed by the target; false when the time is
   * over first.
   */
  boolean awaitConfirmed(long offset, Duration atMost) throws InterruptedException;

  /** From now on every command after {@code offset} is looked at by {@link #writesAfterFence()}. */
  void watchFrom(long offset);

  /**
   * Names of commands that came after the watched offset and are writes of a client: everything but
   * PING, REPLCONF, SELECT, PUBLISH, SCRIPT and the DEL or UNLINK of a key that has expired.
   */
  List<String> writesAfterFence();

  /** The history the confirmed offset belongs to. */
  String replicationId();
}
