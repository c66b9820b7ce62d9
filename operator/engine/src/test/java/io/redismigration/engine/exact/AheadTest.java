package io.redismigration.engine.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AheadTest {

  @ParameterizedTest(name = "{0} µs: {1}")
  @CsvSource({
    "0, 2, 500, 500",
    "300, 2, 500, 500",
    "1999, 2, 500, 500",
    "2000, 3, 3000, 750",
    "20000, 12, 12000, 3000",
    "100000, 52, 40000, 3000",
    "300000, 80, 40000, 3000"
  })
  void asMuchIsOnItsWayAsTheWayIsLong(long roundTripMicros, int chunks, int keys, int listed) {
    Ahead ahead = Ahead.of(Duration.ofNanos(roundTripMicros * 1_000));

    assertThat(ahead.chunks()).isEqualTo(chunks);
    assertThat(ahead.keys()).isEqualTo(keys);
    assertThat(ahead.listed()).isEqualTo(listed);
  }
}
