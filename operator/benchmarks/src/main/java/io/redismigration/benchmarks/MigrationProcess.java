package io.redismigration.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.redismigration.testkit.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
        verification: {mode: "%s", method: "%s"}
        cutover: {mode: %s}
      """;

  private static final String BY_COMMANDS = "Commands";

  private final Path directory;
  private final boolean disposes;
  private final Process process;
  private final Duration childrenBefore = Cpu.ofEndedChildren();
  private final long started = System.nanoTime();
  private long peakMib;

  private MigrationProcess(Path directory, boolean disposes, Process process) {
    this.directory = directory;
    this.disposes = disposes;
    this.process = process;
  }

  /** Starts {@code redis-migration run --until …} without verification. */
  static MigrationProcess start(Path launcher, RedisServer source, RedisServer target, String until)
      throws IOException {
    Path directory = Files.createTempDirectory("redis-migration-benchmark-");
    return new MigrationProcess(
        directory,
        true,
        process(
            directory,
            launcher,
            source.address(),
            target,
            "Off",
            BY_COMMANDS,
            "Manual",
            "--until",
            until));
  }

  /**
   * Starts, or goes on with, the run of that directory, which is the caller's, by a Manual cutover:
   * it streams until it is stopped.
   *
   * @param verification its mode
   * @param method how it comes by the keys
   */
  static MigrationProcess in(
      Path directory,
      Path launcher,
      RedisServer source,
      RedisServer target,
      String verification,
      String method)
      throws IOException {
    return new MigrationProcess(
        directory,
        false,
        process(directory, launcher, source.address(), target, verification, method, "Manual"));
  }

  /**
   * Starts {@code redis-migration run}: everything is compared, then it cuts over by itself.
   *
   * @param source its {@code host:port}
   */
  static MigrationProcess cuttingOver(Path launcher, String source, RedisServer target)
      throws IOException {
    Path directory = Files.createTempDirectory("redis-migration-benchmark-");
    return new MigrationProcess(
        directory,
        true,
        process(directory, launcher, source, target, "Full", BY_COMMANDS, "Automatic"));
  }

  private static Process process(
      Path directory,
      Path launcher,
      String source,
      RedisServer target,
      String verification,
      String method,
      String cutover,
      String... more)
      throws IOException {
    Path manifest = directory.resolve("migration.yaml");
    Files.writeString(
        manifest, MANIFEST.formatted(source, target.address(), verification, method, cutover));
    List<String> command =
        new ArrayList<>(
            List.of(
                launcher.toString(),
                "run",
                "-f",
                manifest.toString(),
                "--state",
                directory.resolve("state").toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
        .start();
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

  /**
   * Waits until what is kept of the run fits.
   *
   * @return it
   * @throws IllegalStateException with what it printed, when it ends before or takes too long
   */
  JsonNode await(Predicate<JsonNode> wanted, Duration atMost)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      JsonNode now = kept();
      if (wanted.test(now)) {
        return now;
      }
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("it does not come that far:\n" + output());
      }
      Thread.sleep(20);
    }
  }

  private JsonNode kept() throws IOException {
    return Files.exists(directory.resolve("state").resolve("state.json"))
        ? new ObjectMapper().readTree(state())
        : MissingNode.getInstance();
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
    if (disposes) {
      dispose(directory);
    }
  }

  /** Removes the directory of a run. */
  static void dispose(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
