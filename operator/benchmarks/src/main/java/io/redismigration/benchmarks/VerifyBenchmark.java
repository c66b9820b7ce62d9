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

  /** Many small keys. */
  VerifyRound strings(int keys) throws IOException, InterruptedException {
    return round(
        "%,d strings of %d bytes".formatted(keys, VALUE_BYTES),
        keys,
        server -> Keyspace.fill(server, keys, VALUE_BYTES, new Random(SEED)));
  }

  /** One key of many members. */
  VerifyRound sortedSet(int members) throws IOException, InterruptedException {
    return round(
        "one sorted set of %,d members".formatted(members),
        members,
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

  private VerifyRound round(String name, long elements, Data data)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("redis-migration-benchmark-");
    try (RedisServer source = servers.start("7.0");
        RedisServer target = servers.start("7.0")) {
      data.into(source);
      LatencyProbe.Latency without = streaming(directory, source, target);
      VerifyRound round = comparing(name, elements, without, directory, source, target);
      Keyspace.requireEqual(source, target);
      return round;
    } finally {
      MigrationProcess.dispose(directory);
    }
  }

  private LatencyProbe.Latency streaming(Path directory, RedisServer source, RedisServer target)
      throws IOException, InterruptedException {
    try (MigrationProcess ours = MigrationProcess.in(directory, launcher, source, target, "Off")) {
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
      LatencyProbe.Latency without,
      Path directory,
      RedisServer source,
      RedisServer target)
      throws IOException, InterruptedException {
    Duration sourceBefore = Cpu.of(source.pid());
    try (MigrationProcess ours = MigrationProcess.in(directory, launcher, source, target, "Full")) {
      ours.await(kept -> state(kept).equals("RUNNING"), PATIENCE);
      JsonNode kept;
      LatencyProbe.Latency with;
      try (LatencyProbe probe = LatencyProbe.of(source)) {
        kept = ours.await(seen -> state(seen).equals("PASSED"), PATIENCE);
        with = probe.stop();
      }
      long peakMib = ours.peakMib();
      double sourceCpu = seconds(Cpu.of(source.pid()).minus(sourceBefore));
      ours.stop();
      return new VerifyRound(
          name,
          elements,
          seconds(Duration.parse(verification(kept).path("duration").asText())),
          seconds(ours.cpu()),
          sourceCpu,
          peakMib,
          without,
          with);
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
