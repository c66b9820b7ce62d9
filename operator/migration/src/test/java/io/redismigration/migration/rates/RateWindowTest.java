package io.redismigration.migration.rates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateWindowTest {
  private static final Instant NOON = Instant.parse("2030-01-31T12:00:00Z");

  @ParameterizedTest(name = "from {0} to {1} in {2} ms: {3}")
  @CsvSource({
    "100, 2100, 2000, 1000",
    "100, 100, 5000, 0",
    "100, 2100, 1999,",
    "100, 2100, 0,",
    "2100, 100, 5000,",
    "0, 2100, 5000,",
    "1, 9223372036854775807, 2000, 4611686018427387904"
  })
  void aRateNeedsTwoSecondsAndFiguresThatGoOn(long from, long to, long millis, Long expected) {
    RateWindow window =
        RateWindow.empty().with(sample(0, "id", from)).with(sample(millis, "id", to));

    assertThat(window.written()).isEqualTo(expected);
  }

  @Test
  void anotherHistoryBeginsAnew() {
    RateWindow window =
        RateWindow.empty().with(sample(0, "old", 100)).with(sample(5_000, "new", 5_100));

    assertThat(window.written()).isNull();
    assertThat(window.with(sample(10_000, "new", 5_600)).written()).isEqualTo(100);
  }

  @Test
  void aClockThatGoesBackBeginsAnew() {
    RateWindow window =
        RateWindow.empty().with(sample(5_000, "id", 100)).with(sample(0, "id", 5_100));

    assertThat(window.written()).isNull();
    assertThat(window.with(sample(2_000, "id", 5_300)).written()).isEqualTo(100);
  }

  @Test
  void onlyTheLastSecondsCount() {
    RateWindow window = RateWindow.empty();
    for (int second = 0; second <= 60; second++) {
      long written = second <= 30 ? 1_000L * second : 30_000;
      window = window.with(sample(second * 1_000L, "id", 1 + written));
    }

    assertThat(window.written()).as("nothing was written for thirty seconds").isZero();
  }

  @Test
  void oneOutlierIsForgotten() {
    Smoothed trip = Smoothed.none().with(null).with(Duration.ofMillis(1));
    assertThat(trip.value()).hasMillis(1);

    trip = trip.with(Duration.ofMillis(101)).with(Duration.ofNanos(-1));
    assertThat(trip.value()).hasMillis(21);
    for (int i = 0; i < 20; i++) {
      trip = trip.with(Duration.ofMillis(1));
    }
    assertThat(trip.value()).isLessThan(Duration.ofMillis(2));
  }

  private static Sample sample(long millis, String history, long written) {
    return new Sample(NOON.plusMillis(millis), history, written, 0, 0, 0);
  }
}
