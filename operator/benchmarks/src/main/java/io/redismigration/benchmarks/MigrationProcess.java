package io.redismigration.benchmarks;

import io.redismigration.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command line as a user starts it, in a process and a directory of its own. */
final class MigrationProcess implements AutoCloseable {
  private static final String MANIFEST =
      """
      apiVersion: redismigration.io/v1alpha1
      kind: RedisMigration
      metadata: {name: benchmark}
      spec:
        source: {endpoints: ["%s"]}
        target: {endpoints: ["%s"]}
        verification: {mode: "Off"}
      """;

  private final Path directory;
  private final Process process;
  private final Duration childrenBefore = Cpu.ofEndedChildren();
  private final long started = System.nanoTime();
  private long peakMib;

  private MigrationProcess(Path directory, Process process) {
    this.directory = directory;
    this.process = process;
  }

  /** Starts {@code redis-migration run --until …}. */
  static MigrationProcess start(Path launcher, RedisServer source, RedisServer target, String until)
      throws IOException {
    Path directory = Files.createTempDirectory("redis-migration-benchmark-");
    Path manifest = directory.resolve("migration.yaml");
    Files.writeString(manifest, MANIFEST.formatted(source.address(), target.address()));
    Process process =
        new ProcessBuilder(
                List.of(
                    launcher.toString(),
                    "run",
                    "-f",
                    manifest.toString(),
                    "--state",
                    directory.resolve("state").toString(),
                    "--until",
                    until))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    return new MigrationProcess(directory, process);
  }

  /**
   * Waits until it ends by itself.
   *
   * @return seconds since it was started
   * @throws IllegalStateException with what it printed, when it fails or takes too long
   */
  double awaitEnd(Duration atMost) throws IOException, InterruptedException {
    long deadline = started + atMost.toNanos();
    while (!process.waitFor(5, TimeUnit.MILLISECONDS)) {
      peakMib = Math.max(peakMib, Cpu.peakMib(process.pid()));
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("it does not end:\n" + output());
      }
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    if (process.exitValue() != 0) {
      throw new IllegalStateException("it ended with " + process.exitValue() + ":\n" + output());
    }
    return seconds;
  }

  boolean isRunning() {
    return process.isAlive();
  }

  String output() throws IOException {
    Path log = directory.resolve("state").resolve("run.log");
    return Files.readString(directory.resolve("output"))
        + (Files.exists(log) ? Files.readString(log) : "");
  }

  /** What is kept of the run, as JSON. */
  String state() throws IOException {
    return Files.readString(directory.resolve("state").resolve("state.json"));
  }

  long pid() {
    return process.pid();
  }

  /** User and system time, the shell that starts it included; for a process that has ended. */
  Duration cpu() {
    return Cpu.ofEndedChildren().minus(childrenBefore);
  }

  /** The most memory it had resident, in MiB, looked at every few milliseconds. */
  long peakMib() {
    return process.isAlive() ? Cpu.peakMib(process.pid()) : peakMib;
  }

  /** Asks it to stop, as Ctrl-C does, and waits. */
  void stop() throws InterruptedException {
    process.destroy();
    process.waitFor(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
