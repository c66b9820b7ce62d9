package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.exact.StreamCuts;
import io.redismigration.engine.run.Replication;
import io.redismigration.engine.run.ReplicationStatus;
import io.redismigration.engine.stream.Cut;
import java.time.Duration;

/** Whatever stream a replication applies at the moment. */
final class LiveStream implements StreamCuts {
  /** What a batch or two of the stream have; more of it waits where the target is too slow. */
  private static final long MUCH = 4 << 20;

  private final Replication replication;

  LiveStream(Replication replication) {
    this.replication = replication;
  }

  @Override
  public Cut pause(Duration patience, Duration hold) throws InterruptedException {
    return replication
        .streaming()
        .orElseThrow(
            () ->
                new EngineException(
                    Reason.CutTimedOut, "the stream is not applied now", "try again when it is"))
        .pause(patience, hold);
  }

  @Override
  public boolean isBehind() {
    ReplicationStatus now = replication.status();
    return now.received() - now.confirmed() > MUCH;
  }
}
