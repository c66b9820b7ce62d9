package io.redismigration.engine.verify;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.exact.ExactReader;
import io.redismigration.engine.exact.Page;
import io.redismigration.engine.stream.KeysByDatabase;
import io.redismigration.engine.stream.TouchedKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Decides about keys: compares them as they are, which costs the stream nothing; what differs then
 * is compared at one and the same offset, which makes it exact however busy the key is. For one
 * thread.
 */
final class Settlement {
  private static final int KEYS_PER_CUT = 1_000;
  private static final int TRIES = 5;
  private static final int LARGE_TRIES = 3;

  /** A dataset that comes to lie elsewhere while the stream is stopped is read once more. */
  private static final int MOVES = 50;

  private final BothSides sides;
  private final ExactReader exact;
  private final Comparison comparison;
  private final LargeComparison large;
  private final TouchedKeys touched;
  private final KeysByDatabase expiringHashes;

  /** Is told about every key. */
  interface Outcome {
    void equal(boolean held);

    void differs(Verdict verdict, int dataset, byte[] key);

    /** Before {@link #equal}, of a value too large to be read whole. */
    default void largeAndEqual(int dataset, byte[] key) {}
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
   * Decides about keys: at a glance where that is enough. A dataset that was exchanged before may
   * have been exchanged on one side only, so that a glance would say nothing.
   */
  void decide(int dataset, List<byte[]> keys, Outcome outcome)
      throws IOException, InterruptedException {
    List<byte[]> open = new ArrayList<>();
    undecided(dataset, keys, () -> true, outcome, open);
    settle(dataset, open, outcome);
  }

  /** False when it ended before. */
  private boolean undecided(
      int dataset, List<byte[]> keys, BooleanSupplier goesOn, Outcome outcome, List<byte[]> open)
      throws IOException, InterruptedException {
    if (touched.moves(dataset) == 0) {
      return glance(touched.home(dataset), keys, goesOn, outcome, open);
    }
    open.addAll(keys);
    return true;
  }

  /**
   * Decides about keys of several datasets. What a glance leaves open is gathered: a cut costs as
   * much for one key as for a thousand.
   *
   * @param goesOn asked before everything that may take long
   * @return false when it ended before, or a dataset was exchanged for the first time meanwhile:
   *     then nothing of it counts
   */
  boolean decide(Iterable<KeysByDatabase.Some> batches, BooleanSupplier goesOn, Outcome outcome)
      throws IOException, InterruptedException {
    Set<Integer> before = touched.moved();
    Map<Integer, List<byte[]>> open = new TreeMap<>();
    for (KeysByDatabase.Some batch : batches) {
      List<byte[]> gathered = open.computeIfAbsent(batch.dataset(), any -> new ArrayList<>());
      if (!goesOn.getAsBoolean()
          || !undecided(batch.dataset(), batch.keys(), goesOn, outcome, gathered)) {
        return false;
      }
      if (gathered.size() >= KEYS_PER_CUT) {
        open.remove(batch.dataset());
        if (!settle(batch.dataset(), gathered, goesOn, outcome)) {
          return false;
        }
      }
    }
    for (Map.Entry<Integer, List<byte[]>> each : open.entrySet()) {
      if (!settle(each.getKey(), each.getValue(), goesOn, outcome)) {
        return false;
      }
    }
    if (!batches.iterator().hasNext()) {
      return true;
    }
    catchUp();
    return touched.moved().equals(before);
  }

  /** Waits until the stream has come to where the source is: it knows of every exchange by then. */
  void catchUp() throws IOException, InterruptedException {
    new AtOffset(sides, exact).act(0, List.of(), answers -> {});
  }

  /** Goes through the keys of a dataset on one side, wherever it lies. */
  Pages scan(int dataset, boolean onTarget) {
    return new DatasetScan(sides, new AtOffset(sides, exact), touched, dataset, onTarget);
  }

  /**
   * Compares keys as they are at the moment.
   *
   * @return those that differ, and those too large to be read whole
   */
  List<byte[]> glance(int database, List<byte[]> keys, Outcome outcome)
      throws IOException, InterruptedException {
    List<byte[]> open = new ArrayList<>();
    glance(database, keys, () -> true, outcome, open);
    return open;
  }

  /** False when it ended before. */
  private boolean glance(
      int database, List<byte[]> keys, BooleanSupplier goesOn, Outcome outcome, List<byte[]> open)
      throws IOException, InterruptedException {
    return sides.read(
        database,
        keys,
        goesOn,
        (source, target, i) -> {
          byte[] key = keys.get(i);
          if (comparison.compare(source, target, i) == Verdict.EQUAL) {
            outcome.equal(comparison.held());
          } else {
            open.add(key);
          }
          if (comparison.hasExpiringFields()) {
            expiringHash(database, key);
          }
        });
  }

  /** Says that the target has a hash with fields that expire. */
  void expiringHash(int database, byte[] key) {
    expiringHashes.add(touched.dataset(database), key);
  }

  /** Decides about keys exactly, in cuts of the stream. */
  void settle(int dataset, List<byte[]> keys, Outcome outcome)
      throws IOException, InterruptedException {
    settle(dataset, keys, () -> true, outcome);
  }

  /** False when it ended before. */
  private boolean settle(int dataset, List<byte[]> keys, BooleanSupplier goesOn, Outcome outcome)
      throws IOException, InterruptedException {
    List<byte[]> open = keys;
    for (int attempt = 1; attempt <= TRIES && !open.isEmpty(); attempt++) {
      boolean last = attempt == TRIES;
      List<byte[]> again = new ArrayList<>();
      List<byte[]> larges = new ArrayList<>();
      for (int from = 0; from < open.size(); ) {
        if (!goesOn.getAsBoolean()) {
          return false;
        }
        List<byte[]> some = open.subList(from, Math.min(open.size(), from + KEYS_PER_CUT));
        int done = inOneCut(dataset, some, again, larges, last, outcome);
        if (done == 0) {
          again.addAll(some);
          done = some.size();
        }
        from += done;
      }
      for (byte[] key : larges) {
        settleLarge(dataset, key, outcome);
      }
      open = again;
    }
    open.forEach(key -> outcome.differs(Verdict.LARGE, dataset, key));
    return true;
  }

  private record Seen(byte[] key, Verdict verdict, boolean held) {}

  /** Returns how many keys were dealt with; 0 when the stream did not wait. */
  private int inOneCut(
      int dataset,
      List<byte[]> keys,
      List<byte[]> again,
      List<byte[]> larges,
      boolean last,
      Outcome outcome)
      throws IOException, InterruptedException {
    List<Seen> seen = new ArrayList<>();
    int done = look(dataset, keys, seen);
    for (int moves = 0; done < 0 && moves < MOVES; moves++) {
      seen.clear();
      done = look(dataset, keys, seen);
    }
    if (done <= 0) {
      return 0;
    }
    for (Seen each : seen) {
      switch (each.verdict()) {
        case EQUAL -> outcome.equal(each.held());
        case LARGE -> larges.add(each.key());
        default -> {
          // A key that expires just by being read is deleted behind the offset that was told.
          if (last) {
            outcome.differs(each.verdict(), dataset, each.key());
          } else {
            again.add(each.key());
          }
        }
      }
    }
    return done;
  }

  /** Returns how many keys were looked at; negative when the dataset lay elsewhere by then. */
  private int look(int dataset, List<byte[]> keys, List<Seen> seen)
      throws IOException, InterruptedException {
    int database = touched.home(dataset);
    int[] there = {database};
    int done =
        exact.compare(
            database,
            keys,
            (source, target, i) -> {
              if (i == 0) {
                there[0] = touched.home(dataset);
              }
              if (there[0] == database) {
                seen.add(
                    new Seen(
                        keys.get(i), comparison.compare(source, target, i), comparison.held()));
              }
            });
    return there[0] == database ? done : -1;
  }

  /**
   * Slices are read over some time: they prove equality when they are equal, and a difference only
   * when the stream did not touch the key and has come beyond what the source had.
   */
  private void settleLarge(int dataset, byte[] key, Outcome outcome)
      throws IOException, InterruptedException {
    for (int attempt = 0; attempt < LARGE_TRIES; attempt++) {
      int database = touched.home(dataset);
      long moves = touched.moves(dataset);
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
      boolean quiet =
          done > 0 && !busy && !touched.contains(database, key) && touched.moves(dataset) == moves;
      if (quiet && verdict == Verdict.EQUAL && ttl[0] == Verdict.EQUAL) {
        outcome.largeAndEqual(dataset, key);
        outcome.equal(held[0] || large.held());
        return;
      }
      boolean lastTry = attempt == LARGE_TRIES - 1;
      if (quiet && lastTry) {
        outcome.differs(verdict == Verdict.EQUAL ? ttl[0] : verdict, dataset, key);
        return;
      }
    }
    outcome.differs(Verdict.LARGE, dataset, key);
  }

  /**
   * Compares without cuts, for when nobody writes any more. What differs may have expired between
   * the reads of both sides: it is read again, which costs nothing where all is equal.
   *
   * @param goesOn asked before every chunk
   * @return false when it ended before: then nothing of it counts
   */
  boolean settleAtRest(int dataset, List<byte[]> keys, BooleanSupplier goesOn, Outcome outcome)
      throws IOException, InterruptedException {
    int database = touched.home(dataset);
    List<Seen> larges = new ArrayList<>();
    List<byte[]> open = keys;
    for (int attempt = 1; attempt <= TRIES && !open.isEmpty(); attempt++) {
      List<byte[]> again = new ArrayList<>();
      AtRest visitor = new AtRest(dataset, open, larges, again, attempt == TRIES, outcome);
      if (!sides.read(database, open, goesOn, visitor)) {
        return false;
      }
      open = again;
    }
    for (Seen each : larges) {
      Verdict value = compareLarge(database, each.key());
      Verdict verdict = value == Verdict.EQUAL ? each.verdict() : value;
      if (verdict == Verdict.EQUAL) {
        outcome.equal(each.held() || large.held());
      } else {
        outcome.differs(verdict, dataset, each.key());
      }
    }
    return true;
  }

  /**
   * Looks at keys while nobody writes.
   *
   * @param again gathers those that differ, unless it is the last time
   */
  private final class AtRest implements BothSides.PairVisitor {
    private final int dataset;
    private final List<byte[]> keys;
    private final List<Seen> larges;
    private final List<byte[]> again;
    private final boolean last;
    private final Outcome outcome;

    AtRest(
        int dataset,
        List<byte[]> keys,
        List<Seen> larges,
        List<byte[]> again,
        boolean last,
        Outcome outcome) {
      this.dataset = dataset;
      this.keys = keys;
      this.larges = larges;
      this.again = again;
      this.last = last;
      this.outcome = outcome;
    }

    @Override
    public void visit(Page source, Page target, int i) throws IOException {
      Verdict verdict = comparison.compare(source, target, i);
      if (verdict == Verdict.EQUAL) {
        outcome.equal(comparison.held());
      } else if (verdict == Verdict.LARGE) {
        larges.add(new Seen(keys.get(i), comparison.ttl(source, target, i), comparison.held()));
      } else if (last) {
        outcome.differs(verdict, dataset, keys.get(i));
      } else {
        again.add(keys.get(i));
      }
    }
  }

  private Verdict compareLarge(int database, byte[] key) throws IOException {
    Verdict verdict = large.compare(database, key);
    if (large.hasExpiringFields()) {
      expiringHash(database, key);
    }
    return verdict;
  }
}
