package io.redismigration.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * One cutover under load.
 *
 * @param perSecond writes the source acknowledged per second until it was closed
 * @param writes writes it acknowledged in all
 * @param outageMillis between the last write acknowledged by the source and the first by the target
 * @param ownMillis the outage by the migration's own account
 */
record CutoverRound(double perSecond, long writes, double outageMillis, long ownMillis) {

  static String table(List<CutoverRound> rounds) {
    StringBuilder text =
        new StringBuilder(
            """
            | round | writes per second | writes acknowledged | outage seen by a client, ms | outage by its own account, ms |
            | --- | ---: | ---: | ---: | ---: |
            """);
    for (int i = 0; i < rounds.size(); i++) {
      text.append(rounds.get(i).row(Integer.toString(i + 1)));
    }
    return text.append(
            new CutoverRound(
                    Median.of(rounds, CutoverRound::perSecond),
                    (long) Median.of(rounds, CutoverRound::writes),
                    Median.of(rounds, CutoverRound::outageMillis),
                    (long) Median.of(rounds, CutoverRound::ownMillis))
                .row("**median**"))
        .append(worst(rounds))
        .toString();
  }

  private static String worst(List<CutoverRound> rounds) {
    return String.format(
        Locale.ROOT,
        "| **worst** | | | %.0f | %d |%n",
        rounds.stream().mapToDouble(CutoverRound::outageMillis).max().orElseThrow(),
        rounds.stream().mapToLong(CutoverRound::ownMillis).max().orElseThrow());
  }

  String row(String name) {
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f | %,d | %.0f | %d |%n",
        name,
        perSecond,
        writes,
        outageMillis,
        ownMillis);
  }
}
