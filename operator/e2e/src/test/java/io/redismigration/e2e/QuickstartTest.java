package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.testkit.waiting.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first command of the README, as a reader types it. */
class QuickstartTest {

  private static final Path SCRIPT =
      Path.of(System.getProperty("project.root"), "examples", "quickstart", "run.sh");

  @TempDir private Path dir;

  @Test
  void theDefaultMovesTheOldestToTheNewest() throws IOException {
    assertThat(run("--keys", "5000"))
        .contains("Write outage", "Lag at cutover", "Verification", "verdict   THE SAME");
  }

  @Test
  void aSourceWithStreamsAndFunctions() throws IOException {
    assertThat(run("--from", "7.0", "--keys", "5000")).contains("verdict   THE SAME");
  }

  @Tag("long")
  @Test
  void aMillionKeysComparedByTheServersOwnDigest() throws IOException {
    assertThat(run("--to", "7.0", "--keys", "1000000")).contains("equal by DEBUG DIGEST");
  }

  private String run(String... options) throws IOException {
    Path output = dir.resolve("output");
    List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      Waiting.until("the quickstart ended", Duration.ofMinutes(8), () -> !process.isAlive());
    } finally {
      process.destroy();
    }
    String said = Files.readString(output);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
