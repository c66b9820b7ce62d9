package io.redismigration.testkit.origin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a short command to its end and keeps what it printed. */
final class Shell {

  private Shell() {}

  /**
   * Runs the command in the directory.
   *
   * @return standard output
   * @throws UnavailableException if it is missing, fails, or takes longer than the limit
   */
  static String run(Path directory, Duration limit, List<String> command)
      throws UnavailableException, InterruptedException {
    String name = command.get(0);
    try {
      Path out = Files.createTempFile("testkit-out", null);
      Path err = Files.createTempFile("testkit-err", null);
      try {
        Process process =
            new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        awaitSuccess(process, limit, name, err);
        return Files.readString(out, StandardCharsets.UTF_8);
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UnavailableException(name + " cannot be run: " + e.getMessage(), e);
    }
  }

  private static void awaitSuccess(Process process, Duration limit, String name, Path errors)
      throws UnavailableException, InterruptedException, IOException {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new UnavailableException(name + " took longer than " + limit.toSeconds() + " s");
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      String said = Files.readString(errors, StandardCharsets.ISO_8859_1).strip();
      throw new UnavailableException(name + " ended with " + process.exitValue() + ": " + said);
    }
  }
}
