package io.redismigration.engine.verify;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.exact.ExactReader;
import io.redismigration.engine.exact.Side;
import io.redismigration.engine.verify.KeyScan.Counts;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares how many keys both sides have at one and the same offset, database by database. A server
 * counts keys whose time is over until somebody looks at them, so where numbers differ all keys are
 * looked at, on both sides, and counted again. For one thread.
 */
final class CountComparison {
  private static final int TRIES = 3;
  private static final List<byte[][]> KEYSPACE =
      Collections.singletonList(Commands.words("INFO", Commands.ascii("keyspace")));

  private final BothSides sides;
  private final ExactReader exact;
  private final AtOffset atOffset;

  /**
   * What was counted.
   *
   * @param keys on the source
   * @param offset at which it was
   * @param message what differs; empty when nothing does
   */
  record Counted(long keys, long offset, String message) {}

  CountComparison(BothSides sides, ExactReader exact) {
    this.sides = sides;
    this.exact = exact;
    this.atOffset = new AtOffset(sides, exact);
  }

  /**
   * Counts, and adds what differs.
   *
   * @param pace waits between pages where keys have to be looked at
   */
  Counted compare(Pace pace, Tally into) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Map<Integer, Counts> ours = new TreeMap<>();
      Map<Integer, Counts> theirs = new TreeMap<>();
      atOffset.act(
          0,
          KEYSPACE,
          answers -> {
            ours.clear();
            theirs.clear();
            ours.putAll(KeyScan.parse(answers.get(0).orThrow("INFO").text()));
            theirs.putAll(withoutCheckpoint(sides.target()));
          });
      TreeSet<Integer> databases = new TreeSet<>(ours.keySet());
      databases.addAll(theirs.keySet());
      databases.removeIf(each -> of(ours, each).equals(of(theirs, each)));
      if (databases.isEmpty() || attempt == TRIES) {
        long keys = ours.values().stream().mapToLong(Counts::keys).sum();
        return new Counted(keys, exact.offset(), differing(databases, ours, theirs, into));
      }
      for (int database : databases) {
        lookAt(sides.source(), database, pace);
        lookAt(sides.target(), database, pace);
      }
    }
  }

  private static Counts of(Map<Integer, Counts> counts, int database) {
    return counts.getOrDefault(database, Counts.NONE);
  }

  private static Map<Integer, Counts> withoutCheckpoint(Side target) throws IOException {
    Map<Integer, Counts> counts = new TreeMap<>();
    for (Map.Entry<Integer, Counts> each : KeyScan.counts(target).entrySet()) {
      long reserved = KeyScan.holdsCheckpoint(target, each.getKey()) ? 1 : 0;
      Counts all = each.getValue();
      counts.put(each.getKey(), new Counts(all.keys() - reserved, all.expiring()));
    }
    return counts;
  }

  private static void lookAt(Side side, int database, Pace pace)
      throws IOException, InterruptedException {
    for (KeyScan scan = new KeyScan(side, database, side.listedAtOnce()); scan.hasNext(); ) {
      pace.spend(scan.next().size());
    }
  }

  private static String differing(
      TreeSet<Integer> databases,
      Map<Integer, Counts> ours,
      Map<Integer, Counts> theirs,
      Tally into) {
    StringJoiner text = new StringJoiner("; ");
    for (int database : databases) {
      Counts here = of(ours, database);
      Counts there = of(theirs, database);
      long more = here.keys() - there.keys();
      if (more == 0) {
        into.add(Verdict.TTL, database, Math.abs(here.expiring() - there.expiring()));
      } else {
        into.add(more > 0 ? Verdict.MISSING : Verdict.EXTRA, database, Math.abs(more));
      }
      text.add(
          "database %d holds %d keys on the source, %d of them expiring, and %d on the target, %d of them expiring"
              .formatted(database, here.keys(), here.expiring(), there.keys(), there.expiring()));
    }
    return text.toString();
  }
}
