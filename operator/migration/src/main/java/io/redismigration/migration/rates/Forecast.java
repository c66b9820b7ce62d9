package io.redismigration.migration.rates;

import io.redismigration.migration.model.Pace;
import io.redismigration.migration.model.Pace.By;
import io.redismigration.migration.model.Pace.HeldBack;
import io.redismigration.migration.model.Sizes;
import io.redismigration.migration.model.ThrottleSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long things last at the rates of the moment. */
public final class Forecast {
  /** What takes longer is not told: no rate stays the same for so long. */
  static final Duration LONGEST = Duration.ofDays(30);

  /** A batch or two of the stream; where more waits, the target is the slower one. */
  private static final long MUCH = 4 << 20;

  private Forecast() {}

  /**
   * What may hold a target back.
   *
   * @param limits the user's
   * @param waits for them now
   * @param streaming the stream is applied, so that what has arrived could be
   */
  public record Brakes(
      boolean suspended,
      boolean spoolFull,
      ThrottleSpec limits,
      boolean waits,
      boolean streaming) {}

  /**
   * All of it.
   *
   * @param now the last sample of the window
   */
  public static Pace of(
      RateWindow rates,
      Sample now,
      Room room,
      Brakes brakes,
      Smoothed sourceRoundTrip,
      Smoothed targetRoundTrip) {
    long unread = Math.max(0, now.written() - now.received());
    return new Pace(
        rates.written(),
        rates.received(),
        rates.applied(),
        rates.copied(),
        brakes.streaming()
            ? catchUp(now.written() - now.applied(), rates.written(), rates.applied())
            : null,
        lasts(left(room.outputBuffer(), unread), difference(rates.written(), rates.received())),
        lasts(left(room.backlog(), unread), rates.written()),
        lasts(left(room.spool(), room.spooled()), difference(rates.received(), rates.applied())),
        sourceRoundTrip.value(),
        targetRoundTrip.value(),
        heldBack(now, rates, brakes));
  }

  /**
   * Until a lag is gone.
   *
   * @param bytes how far the target is behind; below 0 as none
   * @return null: unknown, or not at these rates
   */
  static Duration catchUp(long bytes, Long written, Long applied) {
    if (bytes <= 0) {
      return Duration.ZERO;
    }
    return lasts(bytes, difference(applied, written));
  }

  /**
   * Until so many bytes are used up.
   *
   * @param bytes below 0 as none; null: unknown or without limit
   * @param perSecond null: unknown; 0 or below: they are not used up
   * @return null: unknown, never, or in more than {@link #LONGEST}
   */
  static Duration lasts(Long bytes, Long perSecond) {
    if (bytes == null || perSecond == null || perSecond <= 0) {
      return null;
    }
    if (bytes <= 0) {
      return Duration.ZERO;
    }
    double seconds = (double) bytes / perSecond;
    return seconds > LONGEST.toSeconds() ? null : Duration.ofSeconds(Math.round(seconds));
  }

  private static Long left(Long limit, long used) {
    return limit == null ? null : Long.valueOf(limit - used);
  }

  private static Long difference(Long more, Long less) {
    return more == null || less == null ? null : Long.valueOf(more - less);
  }

  /** The first reason that applies; null: none does. */
  static HeldBack heldBack(Sample now, RateWindow rates, Brakes brakes) {
    if (brakes.suspended()) {
      return new HeldBack(By.SUSPENDED, "by the user; the source is read on");
    }
    if (brakes.spoolFull()) {
      return new HeldBack(
          By.SPOOL_FULL, "no room is left for what the target has not taken: the source waits");
    }
    if (brakes.waits()) {
      return new HeldBack(By.THROTTLE, "limited by spec.throttle to " + limits(brakes.limits()));
    }
    long waiting = now.received() - now.applied();
    if (brakes.streaming() && waiting > MUCH) {
      return new HeldBack(
          By.TARGET_SLOW,
          Sizes.of(waiting)
              + " wait for the target"
              + (rates.applied() == null
                  ? ""
                  : ", which takes " + Sizes.of(rates.applied()) + "/s"));
    }
    return null;
  }

  private static String limits(ThrottleSpec limits) {
    List<String> both = new ArrayList<>();
    if (limits.bytesPerSecond() > 0) {
      both.add(Sizes.of(limits.bytesPerSecond()) + "/s");
    }
    if (limits.commandsPerSecond() > 0) {
      both.add(limits.commandsPerSecond() + " commands/s");
    }
    return String.join(", ", both);
  }
}
