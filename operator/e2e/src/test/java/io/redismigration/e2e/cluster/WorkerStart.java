package io.redismigration.e2e.cluster;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How long a worker takes from the start of its container's process until the source has answered
 * it, as the source and the kernel of this machine tell.
 */
final class WorkerStart {

  /** What a worker's process is called with; see the image. */
  private static final Pattern WORKER = Pattern.compile(".*/app/java\\.args worker");

  private static final Pattern CLIENT = Pattern.compile("id=(\\d+) .* cmd=(\\S+)");

  /** Of a client that has not been answered yet. */
  private static final String NOTHING = "NULL";

  private final CompletableFuture<Instant> answered;

  private WorkerStart(RedisServer source) {
    RespConnection connection = source.connect();
    Set<String> before = answered(connection);
    answered =
        CompletableFuture.supplyAsync(
            () -> {
              try (connection) {
                Waiting.until(
                    "a worker has been answered",
                    LiveMigration.LIMIT,
                    () -> !before.containsAll(answered(connection)));
                return Instant.now();
              }
            });
  }

  /** Begins to look; everybody else who talks to the source has to be connected. */
  static WorkerStart watch(RedisServer source) {
    return new WorkerStart(source);
  }

  /** Empty: the node is another machine. */
  Optional<Duration> duration() {
    Instant end = answered.join();
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::info)
        .filter(info -> info.commandLine().filter(WORKER.asMatchPredicate()).isPresent())
        .flatMap(info -> info.startInstant().stream())
        .filter(start -> start.isBefore(end))
        .max(Instant::compareTo)
        .map(start -> Duration.between(start, end));
  }

  private static Set<String> answered(RespConnection connection) {
    return ((String) connection.command("CLIENT", "LIST"))
        .lines()
        .map(CLIENT::matcher)
        .filter(client -> client.find() && !client.group(2).equals(NOTHING))
        .map(client -> client.group(1))
        .collect(Collectors.toSet());
  }
}
