package io.redismigration.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.client.RespConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Copies the same strings to a freshly started target, once by the target's own REPLICAOF and once
 * by a whole run of our command, in turns. The source sends the snapshot from its memory at once
 * ({@code repl-diskless-sync-delay 0}); all else is as Redis comes.
 */
final class FullSyncBenchmark {
  private static final int VALUE_BYTES = 100;
  private static final int SEED = 7;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path launcher;
  private final int keys;
  private final RedisServer source;
  private final RedisServer target;

  FullSyncBenchmark(RedisServers servers, Path launcher, int keys) {
    this.launcher = launcher;
    this.keys = keys;
    ServerOptions options = ServerOptions.defaults().config("repl-diskless-sync-delay", "0");
    this.source = servers.start("7.0", options);
    this.target = servers.start("7.0", options);
  }

  String serverVersion() {
    return source.version().toString();
  }

  /** Runs that many pairs; every second one in the other order. */
  List<FullSyncRound> run(int rounds) throws IOException, InterruptedException {
    Keyspace.fill(source, keys, VALUE_BYTES, new Random(SEED));
    List<FullSyncRound> measured = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      FullSyncRound round = i % 2 == 0 ? round(replicaOf(), migration()) : roundReversed();
      System.out.print(round.row("round " + (i + 1)));
      measured.add(round);
    }
    Keyspace.requireEqual(source, target);
    source.close();
    target.close();
    return measured;
  }

  private FullSyncRound roundReversed() throws IOException, InterruptedException {
    Migration ours = migration();
    return round(replicaOf(), ours);
  }

  private static FullSyncRound round(Native theirs, Migration ours) {
    return new FullSyncRound(
        theirs.seconds(),
        ours.whole(),
        ours.engine(),
        ours.cpu(),
        ours.targetCpu(),
        theirs.cpu(),
        ours.peakMib());
  }

  private record Native(double seconds, double cpu) {}

  private record Migration(
      double whole, double engine, double cpu, double targetCpu, long peakMib) {}

  private Native replicaOf() throws InterruptedException {
    target.restartEmpty();
    Keyspace.settle(source);
    Duration before = Cpu.of(target.pid());
    double seconds;
    try (RespConnection connection = target.connect()) {
      connection.timeout(PATIENCE);
      long started = System.nanoTime();
      connection.command("REPLICAOF", source.host(), Integer.toString(source.port()));
      while (!isUp(connection)) {
        Thread.sleep(10);
      }
      seconds = (System.nanoTime() - started) / 1e9;
      Keyspace.require(connection, keys);
      connection.command("REPLICAOF", "NO", "ONE");
    }
    return new Native(seconds, seconds(Cpu.of(target.pid()).minus(before)));
  }

  private static boolean isUp(RespConnection target) {
    String info = (String) target.command("INFO", "replication");
    return info.contains("master_link_status:up");
  }

  private Migration migration() throws IOException, InterruptedException {
    target.restartEmpty();
    Keyspace.settle(source);
    Duration before = Cpu.of(target.pid());
    try (MigrationProcess ours = MigrationProcess.start(launcher, source, target, "streaming")) {
      double whole = ours.awaitEnd(PATIENCE);
      try (RespConnection connection = target.connect()) {
        Keyspace.require(connection, keys);
      }
      double targetCpu = seconds(Cpu.of(target.pid()).minus(before));
      return new Migration(
          whole, engineSeconds(ours.state()), seconds(ours.cpu()), targetCpu, ours.peakMib());
    }
  }

  /** From the claim of the target until the snapshot was in it, as the run itself reports it. */
  private static double engineSeconds(String state) throws IOException {
    JsonNode times = new ObjectMapper().readTree(state).findPath("times");
    Instant started = Instant.parse(times.get("started").asText());
    Instant completed = Instant.parse(times.get("fullSyncCompleted").asText());
    return seconds(Duration.between(started, completed));
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }
}
