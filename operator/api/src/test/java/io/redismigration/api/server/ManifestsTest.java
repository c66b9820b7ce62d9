package io.redismigration.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Manifests the API server takes, and manifests it refuses with a message that says what to do. */
class ManifestsTest {
  private static final String EXPECTED = "# refused: ";

  private static Published server;

  @BeforeAll
  static void start() {
    server = Published.definitions();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static List<String> valid() {
    return Published.manifests("valid-");
  }

  static List<String> invalid() {
    return Published.manifests("invalid-");
  }

  @ParameterizedTest
  @MethodSource("valid")
  void takes(String manifest) {
    assertThat(server.refusal(Published.manifest(manifest))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void refuses(String manifest) {
    List<String> expected =
        Published.text(manifest)
            .lines()
            .filter(line -> line.startsWith(EXPECTED))
            .map(line -> line.substring(EXPECTED.length()))
            .toList();

    assertThat(expected).as("what the server says stands at the top").isNotEmpty();
    assertThat(server.refusal(Published.manifest(manifest)))
        .hasValueSatisfying(message -> assertThat(message).contains(expected));
  }
}
