package io.redismigration.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs a program of the building machine to its end. */
final class Tool {

  /** What a program left behind. */
  record Result(int exitCode, String output) {

    boolean succeeded() {
      return exitCode == 0;
    }
  }

  private Tool() {}

  /**
   * Runs a command and returns what it wrote to both its outputs.
   *
   * @throws ImageBuildException if it cannot be started
   */
  static Result run(Path directory, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    // The same output and the same archive whatever the user has set for his own JVMs and language.
    builder
        .environment()
        .keySet()
        .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
    builder.environment().put("LC_ALL", "C");
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new ImageBuildException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageBuildException("interrupted while running " + command.get(0), e);
    }
  }

  /**
   * Runs a command that has to succeed.
   *
   * @throws ImageBuildException if it fails, with what it said
   */
  static String require(Path directory, List<String> command) {
    Result result = run(directory, command);
    if (!result.succeeded()) {
      throw new ImageBuildException(
          String.join(" ", command) + " failed with " + result.exitCode() + ": " + result.output());
    }
    return result.output();
  }
}
