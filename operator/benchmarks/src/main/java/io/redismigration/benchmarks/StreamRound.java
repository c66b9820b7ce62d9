package io.redismigration.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * One load at one rate.
 *
 * @param load what was sent
 * @param offered commands per second by the clock
 * @param accepted commands per second that the source executed meanwhile
 * @param applied commands per second that the target executed between the two looks at the lag
 * @param earlyMillis lag in stream time after 5 s, median of a second
 * @param lateMillis the same over the last second
 * @param earlyBytes lag in bytes after 5 s
 * @param lateBytes the same at the end
 * @param drainMillis from the last command until the target had it
 * @param cpu processor time of our process per second
 * @param peakMib the most memory our process had resident
 */
record StreamRound(
    StreamLoad load,
    long offered,
    double accepted,
    double applied,
    double earlyMillis,
    double lateMillis,
    double earlyBytes,
    double lateBytes,
    double drainMillis,
    double cpu,
    long peakMib) {

  /** How exactly the lag is known: the probe's pace. */
  private static final double RESOLUTION_MILLIS = 50;

  /** The share of what was offered that the source must have taken for the round to count. */
  private static final double TAKEN = 0.98;

  /** Whether the target kept up: the lag did not grow, and the source took what was offered. */
  boolean holds() {
    return accepted >= TAKEN * offered && lateMillis <= earlyMillis + RESOLUTION_MILLIS;
  }

  static String table(List<StreamRound> rounds) {
    StringBuilder text =
        new StringBuilder(
            """
            | load | offered, commands/s | taken by the source | applied to the target | lag after 5 s | lag at the end | holds | last command in the target after, ms | CPU of redis-migration, cores | its peak memory, MiB |
            | --- | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: |
            """);
    rounds.forEach(round -> text.append(round.row()));
    return text.toString();
  }

  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %,d | %,.0f | %,.0f | %.0f ms, %,.0f KiB | %.0f ms, %,.0f KiB | %s | %.0f | %.2f | %d |%n",
        load.title(),
        offered,
        accepted,
        applied,
        earlyMillis,
        earlyBytes / 1024,
        lateMillis,
        lateBytes / 1024,
        holds() ? "yes" : "no",
        drainMillis,
        cpu,
        peakMib);
  }
}
