package io.redismigration.benchmarks;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.Oracle;
import io.redismigration.testkit.data.OutageProbe;
import io.redismigration.testkit.net.FaultProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whole migrations of a source that is written to at a fixed rate until the cutover closes it. Each
 * round has servers and a process of its own.
 */
final class CutoverBenchmark {
  private static final int SEED = 11;

  /** Longer than any round: the fence ends the writing. */
  private static final int SECONDS = 600;

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String CHECKPOINT_DATABASE = "15";
  private static final String CHECKPOINT = "redis-migration:checkpoint";
  private static final Pattern OWN_ACCOUNT = Pattern.compile("writes were refused for (\\d+) ms");

  private final RedisServers servers;
  private final Path launcher;
  private final int keys;
  private final int perSecond;

  CutoverBenchmark(RedisServers servers, Path launcher, int keys, int perSecond) {
    this.servers = servers;
    this.launcher = launcher;
    this.keys = keys;
    this.perSecond = perSecond;
  }

  String serverVersion() {
    return servers.installation("7.0").version().toString();
  }

  /** Source and target beside the command. */
  List<CutoverRound> near(int count) throws IOException, InterruptedException {
    StreamLoad.Encoded commands = StreamLoad.MIXED.encoded(keys, SEED);
    List<CutoverRound> rounds = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      rounds.add(near(commands, Integer.toString(i)));
    }
    return rounds;
  }

  private CutoverRound near(StreamLoad.Encoded commands, String name)
      throws IOException, InterruptedException {
    try (RedisServer source = servers.start("7.0")) {
      return round(name, commands, source, source.address());
    }
  }

  /** The source is far away, where its clients are. */
  List<CutoverRound> far(int count, Duration roundTrip) throws IOException, InterruptedException {
    StreamLoad.Encoded commands = StreamLoad.MIXED.encoded(keys, SEED);
    List<CutoverRound> rounds = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      try (RedisServer source = servers.start("7.0");
          FaultProxy way = FaultProxy.to(source.host(), source.port())) {
        way.delay(roundTrip.dividedBy(2));
        rounds.add(round(roundTrip.toMillis() + " ms, " + i, commands, source, way.address()));
      }
    }
    return rounds;
  }

  private CutoverRound round(
      String name, StreamLoad.Encoded commands, RedisServer source, String address)
      throws IOException, InterruptedException {
    try (RedisServer target = servers.start("7.0")) {
      Dataset.seeded(SEED).keys(keys).loadInto(source);
      try (OpenLoopGenerator generator =
              OpenLoopGenerator.start(source, commands, perSecond, SECONDS);
          MigrationProcess ours = MigrationProcess.cuttingOver(launcher, address, target)) {
        OutageProbe probe =
            OutageProbe.between(source, target, CutoverBenchmark::isCommitted, PATIENCE);
        ours.awaitEnd(PATIENCE);
        double writingSeconds = generator.awaitRefusal() / 1e9;
        requireEqual(source, target, probe);
        CutoverRound round =
            new CutoverRound(
                name,
                generator.answered() / writingSeconds,
                generator.answered() + probe.acknowledged(),
                probe.outage().toNanos() / 1e6,
                ownAccount(ours.output()));
        System.out.print(round.row());
        return round;
      }
    }
  }

  private static boolean isCommitted(RespConnection target) {
    target.command("SELECT", CHECKPOINT_DATABASE);
    return target.command("GET", CHECKPOINT) instanceof String text
        && text.contains("state=committed");
  }

  private static long ownAccount(String output) {
    Matcher found = OWN_ACCOUNT.matcher(output);
    if (!found.find()) {
      throw new IllegalStateException(
          "it does not say for how long writes were refused:\n" + output);
    }
    return Long.parseLong(found.group(1));
  }

  /** The probe's counter was written once more on the target; all else is as it was left. */
  private static void requireEqual(RedisServer source, RedisServer target, OutageProbe probe) {
    long there = Long.parseLong((String) target.command("GET", OutageProbe.KEY));
    if (there != probe.acknowledged() + 1) {
      throw new IllegalStateException(
          "the source acknowledged %d writes of the probe, the target has %d"
              .formatted(probe.acknowledged(), there - 1));
    }
    source.command("CONFIG", "SET", "min-replicas-to-write", "0");
    source.command("DEL", OutageProbe.KEY);
    target.command("DEL", OutageProbe.KEY);
    Oracle.awaitSameDigest(source, target, PATIENCE);
  }
}
