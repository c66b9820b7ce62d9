package io.redismigration.engine.cutover;

import java.time.Duration;

/** What a cutover must know of the stream while it drains. */
public interface DrainedStream {

  /** End of what the target has confirmed, in bytes of the source's stream. */
  long confirmed();

  /**
   * Waits until everything up to {@code offset} is confirmed by the target; false when the time is
   * over first.
   */
  boolean awaitConfirmed(long offset, Duration atMost) throws InterruptedException;

  /** From now on every command after {@code offset} is looked at by {@link #late()}. */
  void watchFrom(long offset);

  /** What came after the watched offset and is not harmless. */
  LateWrites late();

  /**
   * Has the stream stand still with everything before it confirmed, until {@link #goOn} or {@link
   * #neverWriteAgain}: a decision must not be overwritten by the checkpoint of a late batch.
   *
   * @throws io.redismigration.engine.EngineException when it does not come to a boundary in time
   */
  void rest(Duration patience) throws InterruptedException;

  /** Lets a stream at rest go on; does nothing to one that is not. */
  void goOn();

  /** The stream at rest is only read from now on: the target belongs to its own clients. */
  void neverWriteAgain();

  /** The history the confirmed offset belongs to. */
  String replicationId();
}
