package io.redismigration.migration.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteOutageTest {
  @ParameterizedTest(name = "committed {0}, last {1}, undone {2}: {3}")
  @CsvSource({
    "false, , , ",
    "false, , - 0, ",
    "true, 47, , 47 ms",
    "true, 47, 0 -, 47 ms",
    "true, 47, 7000,"
        + " '47 ms; before, a cutover that was undone had closed the source for 7.0 s'",
    "true, , 300, a cutover that was undone had closed the source for 300 ms",
    "false, 7000, 7000, a cutover that was undone had closed the source for 7.0 s",
    "false, , 7000 8200, 2 cutovers that were undone had closed the source for 15.2 s in all",
    "false, 12, , 12 ms"
  })
  void isToldOfTheCutoverThatStandsAndOfThoseUndone(
      boolean committed, Long last, String undone, String told) {
    assertThat(WriteOutage.of(committed, last, millis(undone)))
        .isEqualTo(Optional.ofNullable(told));
  }

  private static List<Long> millis(String undone) {
    return undone == null
        ? List.of()
        : Stream.of(undone.split(" "))
            .map(millis -> millis.equals("-") ? null : Long.valueOf(millis))
            .toList();
  }
}
