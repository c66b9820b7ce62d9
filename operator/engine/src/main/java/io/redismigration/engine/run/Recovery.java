package io.redismigration.engine.run;

import io.redismigration.engine.Reason;
import io.redismigration.engine.link.FullResyncPolicy;
import java.time.Duration;

/**
 * What is done about whatever ended the link, the snapshot or the stream, and whether the source
 * may be copied once more. Decides only: knows no server and no clock. For any thread.
 */
final class Recovery implements FullResyncPolicy {
  /** Full syncs that may fail one after the other; each makes the source fork. */
  static final int MOST_ATTEMPTS = 5;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** What to do next. */
  enum Act {
    /** Ask the target where it stands, and go on from there, or begin again. */
    SEE_TARGET,
    /** End, with the reason given. */
    GIVE_UP
  }

  private final boolean flush;
  private boolean caughtUp;
  private int attempts;

  /**
   * @param flush whether the target may be emptied and filled again after it had caught up once
   * @param caughtUp whether it had under an earlier worker
   */
  Recovery(boolean flush, boolean caughtUp) {
    this.flush = flush;
    this.caughtUp = caughtUp;
  }

  /** What to do after an end for that reason. */
  static Act after(Reason reason) {
    return switch (reason) {
      // The link or its input ended: where the target stands is where it goes on.
      case SourceUnreachable, SourceNotReady, SnapshotTruncated -> Act.SEE_TARGET;
      // The target has less than it had, or nothing.
      case CheckpointWentBack, CheckpointMissing, TargetRestarted -> Act.SEE_TARGET;
      default -> Act.GIVE_UP;
    };
  }

  /** A full sync begins. */
  synchronized void began() {
    attempts++;
  }

  /** Whether a full sync of this worker began before, and left a part of its snapshot behind. */
  synchronized boolean isRepeated() {
    return attempts > 0;
  }

  /** The target has everything: what comes now is the stream. */
  synchronized void caughtUp() {
    caughtUp = true;
    attempts = 0;
  }

  /** Whether the target had everything once. */
  synchronized boolean hasCaughtUp() {
    return caughtUp;
  }

  /** How long to wait before the target is filled again. */
  synchronized Duration pause() {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, 10));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  @Override
  public synchronized Decision mayResync(String cause) {
    if (caughtUp && !flush) {
      return Decision.no(
          "the target had caught up, and spec.onFullResync is Fail",
          "look first which side has what counts: a source that lost its data has nothing to copy."
              + " To copy everything again, set spec.onFullResync to Flush and retry: the target is"
              + " emptied and filled from the source as it is");
    }
    if (attempts >= MOST_ATTEMPTS) {
      return Decision.no(
          MOST_ATTEMPTS + " full syncs did not come to their end",
          "look into the logs of source and target for what ends them, then retry");
    }
    return Decision.YES;
  }
}
