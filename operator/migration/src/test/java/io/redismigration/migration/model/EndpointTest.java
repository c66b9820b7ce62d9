package io.redismigration.migration.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  @ParameterizedTest
  @CsvSource({
    "redis-old:6379, redis-old, 6379",
    "10.0.0.1:1, 10.0.0.1, 1",
    "[::1]:65535, ::1, 65535"
  })
  void readsWhatItWrites(String text, String host, int port) {
    assertThat(Endpoint.parse(text)).isEqualTo(new Endpoint(host, port)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis-old",
        "redis-old:",
        ":6379",
        "redis:0",
        "redis:65536",
        "redis:x",
        "::1:6379",
        "r:999999999999"
      })
  void saysWhatIsWrong(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis://u:geheim@old:6379", "u:geheim@old:6379", "geh@eim@old:6379"})
  void aPasswordInItIsNotRepeated(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoint.parse(text))
        .withMessageStartingWith("'***@old:6379' names a user or a password")
        .withMessageNotContaining("geh");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "1024, 1Ki",
    "536870912, 512Mi",
    "1073741824, 1Gi",
    "123456789, 117.7Mi"
  })
  void sizesAreWrittenAsInManifests(long bytes, String text) {
    assertThat(Sizes.of(bytes)).isEqualTo(text);
  }
}
