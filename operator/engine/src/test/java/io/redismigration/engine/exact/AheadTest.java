package io.redismigration.engine.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AheadTest {

  @ParameterizedTest(name = "{0} µs: {1}")
  @CsvSource({"0, 2", "300, 2", "3999, 2", "4000, 3", "20000, 7", "40000, 12", "300000, 12"})
  void asManyChunksAreOnTheirWayAsTheWayIsLong(long roundTripMicros, int chunks) {
    Ahead ahead = Ahead.of(Duration.ofNanos(roundTripMicros * 1_000));

    assertThat(ahead.chunks()).isEqualTo(chunks);
    assertThat(ahead.keys()).isEqualTo(chunks * Ahead.CHUNK_KEYS);
  }
}
