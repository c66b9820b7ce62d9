package io.redismigration.api.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is published is what the types say. Run with {@code -Dcrds.write} to publish anew. */
class PublicationTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));

  @Test
  void whatIsPublishedIsWhatTheTypesSay() throws IOException {
    for (Map.Entry<String, String> file : new Publication().files().entrySet()) {
      Path published = ROOT.resolve(file.getKey());
      if (System.getProperty("crds.write") != null) {
        Files.createDirectories(published.getParent());
        Files.writeString(published, file.getValue());
      }
      assertThat(published)
          .as("mvn -pl operator/api test -Dcrds.write writes it anew")
          .hasContent(file.getValue());
    }
  }

  @Test
  void theSameTypesGiveTheSameBytes() {
    assertThat(new Publication().files()).isEqualTo(new Publication().files());
  }
}
