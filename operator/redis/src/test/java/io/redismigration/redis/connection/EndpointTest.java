package io.redismigration.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
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
    Endpoint endpoint = Endpoint.parse(text);

    assertThat(endpoint).isEqualTo(new Endpoint(host, port)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "host:", ":1", "host:x", "host:0", "host:65536", "::1:6379"})
  void refusesOtherTexts(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void settingsNeverShowThePassword() {
    ConnectionSettings settings =
        ConnectionSettings.to(new Endpoint("h", 1))
            .withUser("me", () -> "hunter2".toCharArray())
            .withTls(
                TlsSettings.defaults()
                    .withClientCertificate(
                        PemSource.of("CERT".getBytes()), PemSource.of("hunter2".getBytes())));

    assertThat(settings.toString()).contains("me", "password set").doesNotContain("hunter2");
  }
}
