package io.redismigration.engine.verify;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.exact.ExactReader;
import java.io.IOException;
import java.util.List;

/** Acts at an offset of the source, tried until the stream waited for it. For one thread. */
final class AtOffset {
  static final int TRIES = 20;

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
    for (int attempt = 0; attempt < TRIES; attempt++) {
      if (exact.answers(database, commands, action)) {
        return;
      }
    }
    throw notStopped();
  }

  static IOException notStopped() {
    return new IOException("the stream could not be stopped for the repair");
  }
}
