package io.redismigration.engine.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AheadTest {

  @ParameterizedTest(name = "{0} µs: {1}")
  @CsvSource({"0, 2", "300, 2", "1999, 2", "2000, 3", "20000, 12", "100000, 52", "300000, 80"})
  void asManyChunksAreOnTheirWayAsTheWayIsLong(long roundTripMicros, int chunks) {
    Ahead ahead = Ahead.of(Duration.ofNanos(roundTripMicros * 1_000));

    assertThat(ahead.chunks()).isEqualTo(chunks);
    assertThat(ahead.keys()).isEqualTo(chunks * 250);
    assertThat(ahead.listed()).isEqualTo(Math.min(chunks * 250, 3_000));
  }
}
