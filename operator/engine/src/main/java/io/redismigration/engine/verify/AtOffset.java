package io.redismigration.engine.verify;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.exact.ExactReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Acts at an offset of the source, tried until the stream waited for it. For one thread. */
final class AtOffset {
  /**
   * Less than a cutover takes at most by default: who holds the stream back may be waiting for
   * whoever called, as a target does that has to be locked again.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final BothSides sides;
  private final ExactReader exact;

  AtOffset(BothSides sides, ExactReader exact) {
    this.sides = sides;
    this.exact = exact;
  }

  /**
   * Asks the source and acts, maybe several times: what the stream did after an action that took
   * too long is looked at again.
   */
  void act(int database, List<byte[][]> commands, ExactReader.OnAnswers action)
      throws IOException, InterruptedException {
    sides.target().in(database);
    untilHeld(() -> exact.answers(database, commands, action));
  }

  /** The same with when some thousand keys expire at the source. */
  void expiries(int database, List<byte[]> keys, ExactReader.AtOffset action)
      throws IOException, InterruptedException {
    sides.target().in(database);
    untilHeld(() -> exact.expiries(database, keys, action));
  }

  @FunctionalInterface
  private interface Attempt {
    boolean held() throws IOException, InterruptedException;
  }

  private static void untilHeld(Attempt attempt) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (!attempt.held()) {
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw notStopped();
      }
    }
  }

  static IOException notStopped() {
    return new IOException("the stream could not be stopped at an offset of the source");
  }
}
