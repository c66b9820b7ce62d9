package io.redismigration.testkit.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs to their end, with a limit, in an environment of their own. */
final class Command {

  private final Map<String, String> environment;
  private final Duration limit;

  /**
   * @param environment added to this process's
   */
  Command(Map<String, String> environment, Duration limit) {
    this.environment = Map.copyOf(environment);
    this.limit = limit;
  }

  /**
   * Runs it.
   *
   * @param input what it reads
   * @return standard output
   * @throws CommandFailedException if it fails or takes longer than the limit
   */
  String run(String input, List<String> line) {
    try {
      Path in = Files.createTempFile("testkit-in", null);
      Path out = Files.createTempFile("testkit-out", null);
      Path err = Files.createTempFile("testkit-err", null);
      try {
        Files.writeString(in, input);
        Process process = builder(line, out, err).redirectInput(in.toFile()).start();
        String failure = awaitEnd(process);
        String printed = read(out);
        if (!failure.isEmpty()) {
          throw new CommandFailedException(line, failure, printed + read(err));
        }
        return printed;
      } finally {
        Files.delete(in);
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + line.get(0), e);
    }
  }

  /** Starts it and returns at once; all it prints goes to the file. */
  Process start(Path output, List<String> line) {
    try {
      return builder(line, output, output).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + line.get(0), e);
    }
  }

  private ProcessBuilder builder(List<String> line, Path out, Path err) {
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    return builder;
  }

  /** Empty if all went well. */
  private String awaitEnd(Process process) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return "took longer than " + limit.toSeconds() + " s";
      }
      return process.exitValue() == 0 ? "" : "ended with " + process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "was interrupted";
    } finally {
      process.destroyForcibly();
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
