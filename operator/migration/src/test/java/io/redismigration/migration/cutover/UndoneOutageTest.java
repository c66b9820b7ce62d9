package io.redismigration.migration.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UndoneOutageTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "- 0, ",
    "-, ",
    "0 47 -, 'before, a cutover that was undone had closed the source for 47 ms'",
    "7000 8200, 'before, 2 cutovers that were undone had closed the source for 15.2 s in all'"
  })
  void isToldOfThoseThatClosedTheSource(String closed, String told) {
    assertThat(
            UndoneOutage.of(
                Stream.of(closed.split(" "))
                    .map(millis -> millis.equals("-") ? null : Long.valueOf(millis))
                    .toList()))
        .isEqualTo(Optional.ofNullable(told));
  }
}
