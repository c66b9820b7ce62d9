package io.redismigration.migration.rates;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Pace;
import io.redismigration.migration.model.Pace.By;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.model.ThrottleSpec;
import io.redismigration.migration.rates.Forecast.Brakes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastTest {
  private static final Instant NOON = Instant.parse("2030-01-31T12:00:00Z");
  private static final Brakes NONE = new Brakes(false, false, new ThrottleSpec(0, 0), false, true);

  @ParameterizedTest(name = "{0} bytes behind, {1} written, {2} applied: {3}")
  @CsvSource({
    "0, 100, 0, PT0S",
    "-5, 100, 0, PT0S",
    "1000, 100, 300, PT5S",
    "1000, 0, 1000, PT1S",
    "1000, 300, 100,",
    "1000, 100, 100,",
    "1000, , 100,",
    "1000, 100, ,",
    "9223372036854775807, 0, 1,",
    "9223372036854775807, 0, 9223372036854775807, PT1S"
  })
  void saysWhenTheTargetIsLevelOnlyWhereItComesNearer(
      long lag, Long written, Long applied, Duration expected) {
    assertThat(Forecast.catchUp(lag, written, applied)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} bytes at {1}/s: {2}")
  @CsvSource({
    "1000, 10, PT1M40S",
    "0, 10, PT0S",
    "-1, 10, PT0S",
    "1000, 0,",
    "1000, -10,",
    ", 10,",
    "1000, ,",
    "2592000, 1, PT720H",
    "2592001, 1,",
    "9223372036854775807, 1,"
  })
  void saysHowLongThingsLastOnlyWhereTheyAreUsedUp(Long bytes, Long perSecond, Duration expected) {
    assertThat(Forecast.lasts(bytes, perSecond)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "suspended {0}, full {1}, waits {2}, streaming {3}, {4} wait: {5}")
  @CsvSource({
    "true, true, true, true, 99999999, SUSPENDED",
    "false, true, true, true, 99999999, SPOOL_FULL",
    "false, false, true, true, 99999999, THROTTLE",
    "false, false, false, true, 99999999, TARGET_SLOW",
    "false, false, false, true, 4194304,",
    "false, false, false, false, 99999999,",
    "false, false, true, false, 0, THROTTLE"
  })
  void namesTheFirstOfWhatHoldsTheTargetBack(
      boolean suspended, boolean full, boolean waits, boolean streaming, long waiting, By by) {
    Brakes brakes = new Brakes(suspended, full, new ThrottleSpec(1 << 20, 7), waits, streaming);
    Sample now = new Sample(NOON, "id", waiting, waiting, 0, 0);

    Pace.HeldBack held = Forecast.heldBack(now, RateWindow.empty(), brakes);

    assertThat(held == null ? null : held.by()).isEqualTo(by);
    if (by == By.THROTTLE) {
      assertThat(held.message()).contains("1Mi/s", "7 commands/s");
    }
  }

  @Test
  void whileTheSourceWritesFasterThanItIsReadItsBufferAndBacklogAreCounted() {
    Sample before = new Sample(NOON, "id", 1_000, 1_000, 1_000, 0);
    Sample now = new Sample(NOON.plusSeconds(10), "id", 11_000, 6_000, 3_000, 0);
    RateWindow rates = RateWindow.empty().with(before).with(now);

    Pace pace =
        Forecast.of(
            rates,
            now,
            new Room(15_000L, 50_000L, 6_000L, 3_000),
            NONE,
            Smoothed.none(),
            new Smoothed(Duration.ofMillis(2)));

    assertThat(pace.writtenPerSecond()).isEqualTo(1_000);
    assertThat(pace.receivedPerSecond()).isEqualTo(500);
    assertThat(pace.appliedPerSecond()).isEqualTo(200);
    assertThat(pace.catchUp()).as("it falls behind").isNull();
    assertThat(pace.outputBufferLasts()).as("10,000 left of it, 500/s more").hasSeconds(20);
    assertThat(pace.backlogLasts()).as("45,000 left of it, 1,000/s").hasSeconds(45);
    assertThat(pace.spoolLasts()).as("3,000 left of it, 300/s more").hasSeconds(10);
    assertThat(pace.sourceRoundTrip()).isNull();
    assertThat(pace.targetRoundTrip()).hasMillis(2);
    assertThat(pace.heldBack()).isNull();
  }

  @Test
  void theSmallestBufferOfTheLedgerCountsAndNoneIsUnlimited() {
    assertThat(Room.outputBuffer(List.of())).isNull();
    assertThat(Room.outputBuffer(List.of(buffer("slave 0 0 0", LedgerEntry.State.NOT_APPLIED))))
        .isNull();
    assertThat(Room.outputBuffer(List.of(buffer("?", LedgerEntry.State.NOT_APPLIED)))).isNull();
    assertThat(
            Room.outputBuffer(
                List.of(
                    buffer("normal 0 0 0 slave 100 50 60", LedgerEntry.State.NOT_APPLIED),
                    buffer("slave 100 50 60", LedgerEntry.State.APPLIED))))
        .isEqualTo(100);
  }

  private static LedgerEntry buffer(String original, LedgerEntry.State state) {
    return new LedgerEntry(
        Side.SOURCE,
        "0",
        "redis-old:6379",
        "run",
        "client-output-buffer-limit",
        original,
        "replica 512 512 60",
        state,
        null,
        NOON);
  }
}
