package io.redismigration.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.RespConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * Compares both sides while another client asks the source. Each round has servers of its own: a
 * run without verification copies everything and streams, and the client is asked for its latency;
 * then a process that goes on with the same run, and so copies nothing, compares everything.
 */
final class VerifyBenchmark {
  private static final int VALUE_BYTES = 100;
  private static final int SEED = 13;
  private static final int BATCH = 1_000;
  private static final String BY_COMMANDS = "Commands";
  private static final String BY_SNAPSHOTS = "Snapshots";
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final RedisServers servers;
  private final Path launcher;
  private final Duration quiet;

  /** Puts data into an empty server. */
  @FunctionalInterface
  interface Data {
    void into(RedisServer server);
  }

  /**
   * @param quiet how long latency is looked at without a comparison
   */
  VerifyBenchmark(RedisServers servers, Path launcher, Duration quiet) {
    this.servers = servers;
    this.launcher = launcher;
    this.quiet = quiet;
  }

  String serverVersion() {
    return servers.installation("7.0").version().toString();
  }

  /** Many small keys, each read from both sides. */
  VerifyRound strings(int keys) throws IOException, InterruptedException {
    return strings("%,d strings of %d bytes", keys, BY_COMMANDS);
  }

  /** The same, by a snapshot of either side. */
  VerifyRound stringsBySnapshots(int keys) throws IOException, InterruptedException {
    return strings("%,d strings of %d bytes, by snapshots", keys, BY_SNAPSHOTS);
  }

  private VerifyRound strings(String name, int keys, String method)
      throws IOException, InterruptedException {
    return round(
        name.formatted(keys, VALUE_BYTES),
        keys,
        method,
        server -> Keyspace.fill(server, keys, VALUE_BYTES, new Random(SEED)));
  }

  /** One key of many members. */
  VerifyRound sortedSet(int members) throws IOException, InterruptedException {
    return round(
        "one sorted set of %,d members".formatted(members),
        members,
        BY_COMMANDS,
        server -> fill(server, members));
  }

  private static void fill(RedisServer server, int members) {
    Random random = new Random(SEED);
    try (RespConnection connection = server.connect()) {
      for (int from = 0; from < members; from += BATCH) {
        int many = Math.min(BATCH, members - from);
        String[] words = new String[2 + 2 * many];
        words[0] = "ZADD";
        words[1] = "board";
        for (int i = 0; i < many; i++) {
          words[2 + 2 * i] = Double.toString(random.nextDouble());
          words[3 + 2 * i] = "member:" + (from + i);
        }
        connection.command(words);
      }
    }
  }

  private VerifyRound round(String name, long elements, String method, Data data)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("redis-migration-benchmark-");
    try (RedisServer source = servers.start("7.0");
        RedisServer target = servers.start("7.0")) {
      data.into(source);
      LatencyProbe.Latency without = streaming(directory, source, target);
      VerifyRound round = comparing(name, elements, method, without, directory, source, target);
      Keyspace.requireEqual(source, target);
      return round;
    } finally {
      MigrationProcess.dispose(directory);
    }
  }

  private LatencyProbe.Latency streaming(Path directory, RedisServer source, RedisServer target)
      throws IOException, InterruptedException {
    try (MigrationProcess ours =
        MigrationProcess.in(directory, launcher, source, target, "Off", BY_COMMANDS)) {
      ours.await(VerifyBenchmark::streams, PATIENCE);
      Keyspace.settleCopies(source);
      try (LatencyProbe probe = LatencyProbe.of(source)) {
        Thread.sleep(quiet.toMillis());
        return probe.stop();
      } finally {
        ours.stop();
      }
    }
  }

  private VerifyRound comparing(
      String name,
      long elements,
      String method,
      LatencyProbe.Latency without,
      Path directory,
      RedisServer source,
      RedisServer target)
      throws IOException, InterruptedException {
    Duration sourceBefore = Cpu.ofServer(source.pid());
    Duration targetBefore = Cpu.ofServer(target.pid());
    try (MigrationProcess ours =
        MigrationProcess.in(directory, launcher, source, target, "Full", method)) {
      ours.await(kept -> state(kept).equals("RUNNING"), PATIENCE);
      JsonNode kept;
      LatencyProbe.Latency with;
      try (LatencyProbe probe = LatencyProbe.of(source)) {
        kept = ours.await(seen -> state(seen).equals("PASSED"), PATIENCE);
        with = probe.stop();
      }
      long peakMib = ours.peakMib();
      double sourceCpu = seconds(Cpu.ofServer(source.pid()).minus(sourceBefore));
      double targetCpu = seconds(Cpu.ofServer(target.pid()).minus(targetBefore));
      requireMethod(method, verification(kept));
      ours.stop();
      return new VerifyRound(
          name,
          elements,
          seconds(Duration.parse(verification(kept).path("duration").asText())),
          seconds(ours.cpu()),
          sourceCpu,
          targetCpu,
          peakMib,
          without,
          with);
    }
  }

  /** Where there are no snapshots keys are read by commands, which is another figure. */
  private static void requireMethod(String method, JsonNode verification) {
    if (!verification.path("pass").path("method").asText().equalsIgnoreCase(method)) {
      throw new IllegalStateException("not compared by " + method + ": " + verification);
    }
  }

  private static boolean streams(JsonNode kept) {
    return kept.findPath("status").path("phase").asText().equals("STREAMING");
  }

  private static JsonNode verification(JsonNode kept) {
    return kept.findPath("status").path("verification");
  }

  private static String state(JsonNode kept) {
    return verification(kept).path("state").asText();
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }
}
