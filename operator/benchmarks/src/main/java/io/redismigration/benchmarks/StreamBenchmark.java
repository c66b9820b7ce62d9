package io.redismigration.benchmarks;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A migration that streams while the source is given commands at a fixed rate. Each round has
 * servers and a process of its own; the source holds all keys before it starts.
 */
final class StreamBenchmark {
  private static final int VALUE_BYTES = 100;
  private static final int SEED = 11;
  private static final int PROBE_MILLIS = 50;
  private static final double EARLY_SECONDS = 5;
  private static final int CHECKPOINT_DATABASE = 15;

  /** Bytes of stream that need not show in the target's checkpoint: a PING now and then. */
  private static final long KEEPALIVES = 100;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final RedisServers servers;
  private final Path launcher;
  private final int keys;
  private final int seconds;

  StreamBenchmark(RedisServers servers, Path launcher, int keys, int seconds) {
    this.servers = servers;
    this.launcher = launcher;
    this.keys = keys;
    this.seconds = seconds;
  }

  String serverVersion() {
    return servers.installation("7.0").version().toString();
  }

  List<StreamRound> run(StreamLoad load, long... rates) throws IOException, InterruptedException {
    if (rates.length == 0) {
      return List.of();
    }
    StreamLoad.Encoded commands = load.encoded(keys, SEED);
    List<StreamRound> rounds = new ArrayList<>();
    for (long rate : rates) {
      StreamRound round = round(load, commands, rate);
      System.out.print(round.row());
      rounds.add(round);
    }
    return rounds;
  }

  private StreamRound round(StreamLoad load, StreamLoad.Encoded commands, long rate)
      throws IOException, InterruptedException {
    ServerOptions options = ServerOptions.defaults();
    try (RedisServer source = servers.start("7.0", options);
        RedisServer target = servers.start("7.0", options)) {
      Keyspace.fill(source, keys, VALUE_BYTES, new Random(SEED));
      try (MigrationProcess ours = MigrationProcess.start(launcher, source, target, "completed");
          LagProbe probe = new LagProbe(source, target, CHECKPOINT_DATABASE)) {
        awaitStreaming(probe, ours);
        StreamRound round = measure(load, commands, rate, source, probe, ours);
        ours.stop();
        Keyspace.requireEqual(source, target);
        return round;
      }
    }
  }

  private static void awaitStreaming(LagProbe probe, MigrationProcess ours)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      if (probe.look().streaming()) {
        break;
      }
      if (!ours.isRunning() || System.nanoTime() > deadline) {
        throw new IllegalStateException("it does not come to the stream:\n" + ours.output());
      }
      Thread.sleep(PROBE_MILLIS);
    }
    Thread.sleep(2_000);
  }

  private StreamRound measure(
      StreamLoad load,
      StreamLoad.Encoded commands,
      long rate,
      RedisServer source,
      LagProbe probe,
      MigrationProcess ours)
      throws IOException, InterruptedException {
    Duration cpuBefore = Cpu.of(ours.pid());
    long begun = System.nanoTime();
    long offsetBefore = probe.look().source();
    double accepted;
    double cpu;
    try (OpenLoopGenerator generator = OpenLoopGenerator.start(source, commands, rate, seconds)) {
      while (generator.nanos() < seconds * 1_000_000_000L) {
        probe.look();
        Thread.sleep(PROBE_MILLIS);
      }
      double time = generator.nanos() / 1e9;
      accepted = generator.answered() / time;
      cpu = Cpu.of(ours.pid()).minus(cpuBefore).toMillis() / 1e3 / time;
      generator.awaitEnd();
    }
    List<LagProbe.Sample> during = List.copyOf(probe.samples());
    long end = System.nanoTime();
    LagProbe.Sample last = drained(probe);
    double bytesPerCommand = (last.source() - offsetBefore) / (double) (rate * seconds);
    List<LagProbe.Sample> early = between(during, begun, EARLY_SECONDS, EARLY_SECONDS + 1);
    List<LagProbe.Sample> late = between(during, begun, seconds - 1, seconds + 0.1);
    return new StreamRound(
        load,
        rate,
        accepted,
        appliedPerSecond(early.get(0), late.get(late.size() - 1), bytesPerCommand),
        Median.of(early, LagProbe.Sample::lagMillis),
        Median.of(late, LagProbe.Sample::lagMillis),
        Median.of(early, LagProbe.Sample::lagBytes),
        Median.of(late, LagProbe.Sample::lagBytes),
        (last.nanos() - end) / 1e6,
        cpu,
        ours.peakMib());
  }

  private static double appliedPerSecond(
      LagProbe.Sample first, LagProbe.Sample last, double bytesPerCommand) {
    double time = (last.nanos() - first.nanos()) / 1e9;
    return (last.applied() - first.applied()) / bytesPerCommand / time;
  }

  private static LagProbe.Sample drained(LagProbe probe) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      LagProbe.Sample seen = probe.look();
      if (seen.lagBytes() < KEEPALIVES) {
        return seen;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("still " + seen.lagBytes() + " bytes behind");
      }
      Thread.sleep(10);
    }
  }

  /** The looks of that time; on a machine too busy for one, the first after it. */
  private static List<LagProbe.Sample> between(
      List<LagProbe.Sample> samples, long begun, double from, double to) {
    List<LagProbe.Sample> since =
        samples.stream().filter(sample -> sample.nanos() - begun >= from * 1e9).toList();
    List<LagProbe.Sample> within =
        since.stream().filter(sample -> sample.nanos() - begun < to * 1e9).toList();
    return within.isEmpty() ? since.subList(0, 1) : within;
  }
}
