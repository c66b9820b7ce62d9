package io.redismigration.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusWriterTest {

  @ParameterizedTest(name = "{0} migrations: {1} ms")
  @CsvSource({"0, 2000", "1, 2000", "20, 2000", "51, 5100", "100, 10000", "5000, 10000"})
  void theMoreMigrationsTheLongerTheFiguresOfEachMayLag(long followed, long millis) {
    assertThat(StatusWriter.figuresMayLag(followed)).isEqualTo(Duration.ofMillis(millis));
  }
}
