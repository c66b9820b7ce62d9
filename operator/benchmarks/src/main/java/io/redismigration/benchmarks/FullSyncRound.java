package io.redismigration.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * One pair of measurements. Times in seconds.
 *
 * @param replicaOf from REPLICAOF until the target's link is up and it holds every key
 * @param whole from starting our process until it has ended
 * @param engine the engine's own time of the full sync, claim and checkpoint included
 * @param cpu user and system time of our process
 * @param targetCpu the target's, while our process ran
 * @param peakMib the most memory our process had resident
 */
record FullSyncRound(
    double replicaOf,
    double whole,
    double engine,
    double cpu,
    double targetCpu,
    double targetCpuReplicaOf,
    long peakMib) {

  double ratio() {
    return whole / replicaOf;
  }

  static String table(List<FullSyncRound> rounds) {
    StringBuilder text =
        new StringBuilder(
            """
            | round | REPLICAOF, s | redis-migration, whole process, s | ratio | its full sync alone, s | its CPU, s | target's CPU, s | target's CPU with REPLICAOF, s | its peak memory, MiB |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """);
    for (int i = 0; i < rounds.size(); i++) {
      text.append(rounds.get(i).row(Integer.toString(i + 1)));
    }
    return text.append(median(rounds).row("**median**")).toString();
  }

  private static FullSyncRound median(List<FullSyncRound> rounds) {
    return new FullSyncRound(
        Median.of(rounds, FullSyncRound::replicaOf),
        Median.of(rounds, FullSyncRound::whole),
        Median.of(rounds, FullSyncRound::engine),
        Median.of(rounds, FullSyncRound::cpu),
        Median.of(rounds, FullSyncRound::targetCpu),
        Median.of(rounds, FullSyncRound::targetCpuReplicaOf),
        (long) Median.of(rounds, FullSyncRound::peakMib));
  }

  String row(String name) {
    return String.format(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %d |%n",
        name,
        replicaOf,
        whole,
        ratio(),
        engine,
        cpu,
        targetCpu,
        targetCpuReplicaOf,
        peakMib);
  }
}
