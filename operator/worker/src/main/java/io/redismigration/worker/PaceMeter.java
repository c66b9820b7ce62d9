package io.redismigration.worker;

import io.redismigration.engine.run.Headway;
import io.redismigration.engine.run.ReplicationState;
import io.redismigration.engine.run.ReplicationStatus;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Pace;
import io.redismigration.migration.rates.Forecast;
import io.redismigration.migration.rates.RateWindow;
import io.redismigration.migration.rates.Room;
import io.redismigration.migration.rates.Sample;
import io.redismigration.migration.rates.Smoothed;
import io.redismigration.migration.task.ReplicationOptions;
import java.time.InstantSource;
import java.util.List;

/** Looks at a shard now and then, and tells how fast it goes. For one thread. */
final class PaceMeter {
  private final InstantSource clock;
  private RateWindow rates = RateWindow.empty();
  private Smoothed sourceRoundTrip = Smoothed.none();
  private Smoothed targetRoundTrip = Smoothed.none();

  PaceMeter(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The pace by this look and those before.
   *
   * @param waits somebody waits for the user's limits now
   */
  Pace look(
      ReplicationStatus seen,
      Headway headway,
      ReplicationOptions options,
      boolean waits,
      List<LedgerEntry> ledger) {
    Sample now =
        new Sample(
            clock.instant(),
            seen.replicationId(),
            seen.sourceOffset(),
            seen.received(),
            seen.applied(),
            seen.snapshotBytes());
    rates = rates.with(now);
    sourceRoundTrip = sourceRoundTrip.with(headway.sourceRoundTrip().orElse(null));
    targetRoundTrip = targetRoundTrip.with(headway.targetRoundTrip().orElse(null));
    return Forecast.of(
        rates,
        now,
        new Room(
            Room.outputBuffer(ledger),
            headway.backlogBytes().isPresent() ? headway.backlogBytes().getAsLong() : null,
            headway.spoolBytes(),
            seen.spooledBytes()),
        new Forecast.Brakes(
            options.suspended(),
            headway.spoolFull(),
            options.throttle(),
            waits,
            seen.state() == ReplicationState.STREAMING),
        sourceRoundTrip,
        targetRoundTrip);
  }
}
