package io.redismigration.manifest;

import io.redismigration.api.v1alpha1.PaceStatus;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.Pace;
import java.time.Duration;
import java.util.Locale;

/** How fast a shard goes, as people read it. */
public final class PaceView {
  private static final long MICROS = 1_000_000;

  private PaceView() {}

  /** Null: nobody measured it. */
  public static PaceStatus of(Pace pace) {
    return pace == null
        ? null
        : new PaceStatus(
            pace.writtenPerSecond(),
            pace.receivedPerSecond(),
            pace.appliedPerSecond(),
            pace.copiedPerSecond(),
            Texts.duration(pace.catchUp()),
            Texts.duration(pace.outputBufferLasts()),
            Texts.duration(pace.backlogLasts()),
            Texts.duration(pace.spoolLasts()),
            roundTrip(pace.sourceRoundTrip()),
            roundTrip(pace.targetRoundTrip()),
            heldBack(pace.heldBack()));
  }

  private static String heldBack(Pace.HeldBack held) {
    return held == null ? null : Labels.of(held.by()) + ": " + held.message();
  }

  /** In milliseconds with two decimals: on one machine it is a fraction of one. */
  private static String roundTrip(Duration time) {
    return time == null
        ? null
        : String.format(Locale.ROOT, "%.2fms", (double) time.toNanos() / MICROS);
  }
}
