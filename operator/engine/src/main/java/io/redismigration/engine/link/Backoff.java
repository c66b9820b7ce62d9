package io.redismigration.engine.link;

import java.time.Duration;

/**
 * How long to wait before the next connection: doubled from failure to failure, and longer still
 * when full syncs follow each other without reaching the stream, since each makes the source fork.
 */
final class Backoff {
  private static final long AFTER_FULL_SYNC_MILLIS = 500;
  private static final int MOST_DOUBLINGS = 20;

  private final long first;
  private final long longest;
  private int failures;
  private int fullSyncs;

  Backoff(Duration first, Duration longest) {
    this.first = first.toMillis();
    this.longest = longest.toMillis();
  }

  void fullSyncBegan() {
    fullSyncs++;
  }

  /** The stream flows. */
  void succeeded() {
    failures = 0;
    fullSyncs = 0;
  }

  long nextMillis() {
    long delay = first << Math.min(failures++, MOST_DOUBLINGS);
    if (fullSyncs > 1) {
      delay = Math.max(delay, AFTER_FULL_SYNC_MILLIS << Math.min(fullSyncs - 2, MOST_DOUBLINGS));
    }
    return Math.min(delay, longest);
  }
}
