package io.redismigration.migration.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.CheckOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The published page is what the code says. Run with {@code -Dchecks.write} to publish anew. */
class ChecksPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("project.root"), "operator", "migration", "CHECKS.md");

  private final ChecksPage page =
      new ChecksPage(
          Stream.of(
                  ConnectionChecksTest.rows(),
                  SourceChecksTest.rows(),
                  TargetChecksTest.rows(),
                  PairChecksTest.rows())
              .flatMap(rows -> rows));

  @Test
  void whatIsPublishedIsWhatTheChecksSay() throws IOException {
    if (System.getProperty("checks.write") != null) {
      Files.writeString(PAGE, page.text());
    }

    assertThat(PAGE)
        .as("mvn -pl operator/migration -am test -Dchecks.write writes it anew")
        .hasContent(page.text());
  }

  @Test
  void everyFailureAndEveryWarningSaysWhatToDo() {
    assertThat(page.allSayWhatToDo(CheckOutcome.FAILED)).isTrue();
    assertThat(page.allSayWhatToDo(CheckOutcome.WARNING)).isTrue();
  }
}
