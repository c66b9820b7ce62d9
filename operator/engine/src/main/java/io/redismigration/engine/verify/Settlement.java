package io.redismigration.engine.verify;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.exact.ExactReader;
import io.redismigration.engine.exact.Page;
import io.redismigration.engine.stream.KeysByDatabase;
import io.redismigration.engine.stream.TouchedKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides about keys: compares them as they are, which costs the stream nothing; what differs then
 * is compared at one and the same offset, which makes it exact however busy the key is. For one
 * thread.
 */
final class Settlement {
  private static final int KEYS_PER_CUT = 1_000;
  private static final int TRIES = 5;
  private static final int LARGE_TRIES = 3;

  private final BothSides sides;
  private final ExactReader exact;
  private final Comparison comparison;
  private final LargeComparison large;
  private final TouchedKeys touched;
  private final KeysByDatabase expiringHashes;

  /** Is told about every key. */
  interface Outcome {
    void equal(boolean held);

    void differs(Verdict verdict, int database, byte[] key);
  }

  /**
   * @param expiringHashes gathers hashes with fields that expire
   */
  Settlement(
      BothSides sides,
      ExactReader exact,
      Comparison comparison,
      LargeComparison large,
      TouchedKeys touched,
      KeysByDatabase expiringHashes) {
    this.sides = sides;
    this.exact = exact;
    this.comparison = comparison;
    this.large = large;
    this.touched = touched;
    this.expiringHashes = expiringHashes;
  }

  BothSides sides() {
    return sides;
  }

  /**
   * Compares keys as they are at the moment.
   *
   * @return those that differ, and those too large to be read whole
   */
  List<byte[]> glance(int database, List<byte[]> keys, Outcome outcome)
      throws IOException, InterruptedException {
    List<byte[]> open = new ArrayList<>();
    sides.read(
        database,
        keys,
        (source, target, i) -> {
          byte[] key = keys.get(i);
          if (comparison.compare(source, target, i) == Verdict.EQUAL) {
            outcome.equal(comparison.held());
          } else {
            open.add(key);
          }
          if (comparison.hasExpiringFields()) {
            expiringHashes.add(database, key);
          }
        });
    return open;
  }

  /** Decides about keys exactly, in cuts of the stream. */
  void settle(int database, List<byte[]> keys, Outcome outcome)
      throws IOException, InterruptedException {
    List<byte[]> open = keys;
    for (int attempt = 1; attempt <= TRIES && !open.isEmpty(); attempt++) {
      boolean last = attempt == TRIES;
      List<byte[]> again = new ArrayList<>();
      List<byte[]> larges = new ArrayList<>();
      for (int from = 0; from < open.size(); ) {
        List<byte[]> some = open.subList(from, Math.min(open.size(), from + KEYS_PER_CUT));
        int done = inOneCut(database, some, again, larges, last, outcome);
        if (done == 0) {
          again.addAll(some);
          done = some.size();
        }
        from += done;
      }
      for (byte[] key : larges) {
        settleLarge(database, key, outcome);
      }
      open = again;
    }
    open.forEach(key -> outcome.differs(Verdict.LARGE, database, key));
  }

  private record Seen(byte[] key, Verdict verdict, boolean held) {}

  /** Returns how many keys were dealt with; 0 when the stream did not wait. */
  private int inOneCut(
      int database,
      List<byte[]> keys,
      List<byte[]> again,
      List<byte[]> larges,
      boolean last,
      Outcome outcome)
      throws IOException, InterruptedException {
    List<Seen> seen = new ArrayList<>();
    int done =
        exact.compare(
            database,
            keys,
            (source, target, i) ->
                seen.add(
                    new Seen(
                        keys.get(i), comparison.compare(source, target, i), comparison.held())));
    if (done == 0) {
      return 0;
    }
    for (Seen each : seen) {
      switch (each.verdict()) {
        case EQUAL -> outcome.equal(each.held());
        case LARGE -> larges.add(each.key());
        default -> {
          // A key that expires just by being read is deleted behind the offset that was told.
          if (last) {
            outcome.differs(each.verdict(), database, each.key());
          } else {
            again.add(each.key());
          }
        }
      }
    }
    return done;
  }

  /**
   * Slices are read over some time: they prove equality when they are equal, and a difference only
   * when the stream did not touch the key and has come beyond what the source had.
   */
  private void settleLarge(int database, byte[] key, Outcome outcome)
      throws IOException, InterruptedException {
    for (int attempt = 0; attempt < LARGE_TRIES; attempt++) {
      boolean busy = touched.contains(database, key);
      Verdict verdict = compareLarge(database, key);
      Verdict[] ttl = {Verdict.LARGE};
      boolean[] held = {false};
      int done =
          exact.compare(
              database,
              List.of(key),
              (source, target, i) -> {
                boolean both =
                    source.state(i) != Page.State.ABSENT && target.state(i) != Page.State.ABSENT;
                ttl[0] = both ? comparison.ttl(source, target, i) : Verdict.LARGE;
                held[0] = comparison.held();
              });
      boolean quiet = done > 0 && !busy && !touched.contains(database, key);
      if (quiet && verdict == Verdict.EQUAL && ttl[0] == Verdict.EQUAL) {
        outcome.equal(held[0] || large.held());
        return;
      }
      boolean lastTry = attempt == LARGE_TRIES - 1;
      if (quiet && lastTry) {
        outcome.differs(verdict == Verdict.EQUAL ? ttl[0] : verdict, database, key);
        return;
      }
    }
    outcome.differs(Verdict.LARGE, database, key);
  }

  /** Compares without cuts, for when both sides stand still. */
  void settleAtRest(int database, List<byte[]> keys, Outcome outcome)
      throws IOException, InterruptedException {
    List<Seen> larges = new ArrayList<>();
    sides.read(
        database,
        keys,
        (source, target, i) -> {
          Verdict verdict = comparison.compare(source, target, i);
          switch (verdict) {
            case EQUAL -> outcome.equal(comparison.held());
            case LARGE ->
                larges.add(
                    new Seen(keys.get(i), comparison.ttl(source, target, i), comparison.held()));
            default -> outcome.differs(verdict, database, keys.get(i));
          }
        });
    for (Seen each : larges) {
      Verdict value = compareLarge(database, each.key());
      Verdict verdict = value == Verdict.EQUAL ? each.verdict() : value;
      if (verdict == Verdict.EQUAL) {
        outcome.equal(each.held() || large.held());
      } else {
        outcome.differs(verdict, database, each.key());
      }
    }
  }

  private Verdict compareLarge(int database, byte[] key) throws IOException {
    Verdict verdict = large.compare(database, key);
    if (large.hasExpiringFields()) {
      expiringHashes.add(database, key);
    }
    return verdict;
  }
}
