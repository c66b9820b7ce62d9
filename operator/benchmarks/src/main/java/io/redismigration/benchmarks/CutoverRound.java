package io.redismigration.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * One cutover under load.
 *
 * @param name of the round
 * @param perSecond writes the source acknowledged per second until it was closed
 * @param writes writes it acknowledged in all
 * @param outageMillis between the last write acknowledged by the source and the first by the target
 * @param ownMillis the outage by the migration's own account
 */
record CutoverRound(
    String name, double perSecond, long writes, double outageMillis, long ownMillis) {

  static String rows(List<CutoverRound> rounds) {
    StringBuilder text =
        new StringBuilder(
            """
            | round | writes per second | writes acknowledged | outage seen by a client, ms | outage by its own account, ms |
            | --- | ---: | ---: | ---: | ---: |
            """);
    rounds.forEach(round -> text.append(round.row()));
    return text.toString();
  }

  static String table(List<CutoverRound> rounds) {
    return new StringBuilder(rows(rounds))
        .append(
            new CutoverRound(
                    "**median**",
                    Median.of(rounds, CutoverRound::perSecond),
                    (long) Median.of(rounds, CutoverRound::writes),
                    Median.of(rounds, CutoverRound::outageMillis),
                    (long) Median.of(rounds, CutoverRound::ownMillis))
                .row())
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

  String row() {
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
