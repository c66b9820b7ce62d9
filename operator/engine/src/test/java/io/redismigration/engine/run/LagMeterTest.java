package io.redismigration.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LagMeterTest {
  private static final long MILLI = 1_000_000;
  private final LagMeter lag = new LagMeter(4);

  @Test
  void nothingIsKnownBeforeTheFirstPoll() {
    assertThat(lag.lag(10, 0)).isEmpty();
  }

  @Test
  void everythingPolledIsApplied() {
    lag.sourceWasAt(100, 0);

    assertThat(lag.lag(100, 5 * MILLI)).contains(Duration.ZERO);
    assertThat(lag.lag(100, 500 * MILLI)).contains(Duration.ZERO);
  }

  @Test
  void growsWhileTheSourceCannotBePolled() {
    lag.sourceWasAt(100, 0);

    assertThat(lag.lag(100, 1_500 * MILLI)).contains(Duration.ofMillis(1_500));
    assertThat(lag.lag(100, 3_000 * MILLI)).contains(Duration.ofMillis(3_000));

    lag.sourceWasAt(100, 3_100 * MILLI);

    assertThat(lag.lag(100, 3_200 * MILLI)).contains(Duration.ZERO);
  }

  @Test
  void behindSinceTheLastMomentThatWasApplied() {
    lag.sourceWasAt(100, 10 * MILLI);
    lag.sourceWasAt(200, 20 * MILLI);
    lag.sourceWasAt(300, 30 * MILLI);

    assertThat(lag.lag(200, 50 * MILLI)).contains(Duration.ofMillis(30));
    assertThat(lag.bytesBehind(200)).isEqualTo(100);
    assertThat(lag.lag(300, 60 * MILLI)).contains(Duration.ZERO);
  }

  @Test
  void aLagOlderThanTheRingIsAtLeastItsOldestSample() {
    for (int i = 1; i <= 10; i++) {
      lag.sourceWasAt(100L * i, i * 10 * MILLI);
    }

    assertThat(lag.lag(0, 200 * MILLI)).contains(Duration.ofMillis(130));
  }

  @Test
  void anotherHistoryStartsAnew() {
    lag.sourceWasAt(1_000, 0);
    lag.reset();

    assertThat(lag.lag(5, MILLI)).isEmpty();
    assertThat(lag.bytesBehind(5)).isZero();
  }
}
