package io.redismigration.engine.link;

import io.redismigration.engine.EngineException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The applier's wish to receive the stream again from an earlier offset, handed to the link. */
final class Rewind {
  private static final long POLL_MILLIS = 20;

  private final EngineException why;
  private final CountDownLatch writerRests = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);

  Rewind(EngineException why) {
    this.why = why;
  }

  EngineException why() {
    return why;
  }

  /** Link's side: nothing is written until the applier is done. */
  void rest() throws InterruptedException {
    writerRests.countDown();
    done.await();
  }

  /** Applier's side: returns once nothing is written any more. */
  void awaitRest(Thread writer) throws InterruptedException {
    while (writer.isAlive() && !writerRests.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {}
  }

  /** Applier's side: the link may go on. */
  void done() {
    done.countDown();
  }
}
