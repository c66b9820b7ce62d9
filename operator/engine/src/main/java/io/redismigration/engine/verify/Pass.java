package io.redismigration.engine.verify;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.stream.KeysByDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares every key, or a sample of them, first as the source has them, then as the target has
 * them. A key that differs and that the stream touched meanwhile is left to the round that follows.
 * A dataset that SWAPDB moved meanwhile is gone through again, wherever it lies. For one thread.
 */
final class Pass {
  private static final Logger LOG = LoggerFactory.getLogger(Pass.class);
  private static final int SETTLE_AT = 2_000;
  private static final int SAMPLE = 2_000;

  private final Settlement settlement;
  private final Evidence evidence;
  private final Pace pace;
  private final VerificationPlan plan;
  private final int keySetBytes;
  private final BooleanSupplier cancelled;
  private final Optional<SnapshotComparison> snapshots;
  private final AtomicLong compared = new AtomicLong();
  private final Tally tally = new Tally();
  private final Settlement.Outcome outcome = new Counting();
  private List<byte[]> open = new ArrayList<>();
  private volatile long keysTotal;
  private volatile long keysWanted;
  private volatile boolean folded;
  private volatile String refused;
  private double sampledNanosPerKey;

  /**
   * @param keySetBytes memory for names of keys drawn
   * @param cancelled asked for every page
   * @param snapshots finds out which keys to look at; empty: all
   */
  Pass(
      Settlement settlement,
      Evidence evidence,
      Pace pace,
      VerificationPlan plan,
      int keySetBytes,
      BooleanSupplier cancelled,
      Optional<SnapshotComparison> snapshots) {
    this.settlement = settlement;
    this.evidence = evidence;
    this.pace = pace;
    this.plan = plan;
    this.keySetBytes = keySetBytes;
    this.cancelled = cancelled;
    this.snapshots = snapshots;
  }

  /** Keys of the side that has more, when it began. */
  long keysTotal() {
    return keysTotal;
  }

  /** Keys it is to compare, as it was known when it began. */
  long keysWanted() {
    return keysWanted;
  }

  /** Keys compared so far. */
  long compared() {
    return compared.get();
  }

  /** How it comes by the keys. */
  VerificationPlan.Method method() {
    return snapshots.isPresent() && refused == null
        ? VerificationPlan.Method.SNAPSHOTS
        : VerificationPlan.Method.COMMANDS;
  }

  /** Why keys are read one by one although snapshots were asked for. */
  Optional<String> refused() {
    return Optional.ofNullable(refused)
        .map(why -> "compared by commands, since there were no snapshots to compare: " + why);
  }

  /** How long a key takes that is read from both sides. */
  double nanosPerKey(long busyNanos) {
    return folded ? sampledNanosPerKey : (double) busyNanos / Math.max(1, compared());
  }

  /** What was found so far. */
  Tally tally() {
    return tally;
  }

  /**
   * Goes through all databases, and through those datasets again that were moved meanwhile.
   *
   * @return false when it was cancelled before
   */
  boolean run() throws IOException, InterruptedException {
    MovedDatasets moved = new MovedDatasets(settlement, evidence);
    Map<Integer, Long> sizes = sizes();
    keysTotal = sum(sizes);
    keysWanted = sizes.values().stream().mapToLong(keys -> plan.shareOf(keys, keysTotal)).sum();
    fold();
    for (Map.Entry<Integer, Long> database : sizes.entrySet()) {
      boolean done =
          folded ? suspects(database.getKey()) : inPlace(database.getKey(), database.getValue());
      if (!done || cancelled.getAsBoolean()) {
        return false;
      }
    }
    if (folded) {
      compared.set(snapshots.orElseThrow().keys());
      sample(sizes);
    }
    for (Set<Integer> todo = moved.next(); !todo.isEmpty(); todo = moved.next()) {
      for (int dataset : todo) {
        if (!wherever(dataset)) {
          return false;
        }
      }
    }
    return true;
  }

  private static long sum(Map<Integer, Long> sizes) {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Keys of each database, on the side that has more. */
  private Map<Integer, Long> sizes() throws IOException {
    BothSides sides = settlement.sides();
    Map<Integer, Long> sizes = new TreeMap<>();
    KeyScan.counts(sides.source())
        .forEach((database, counts) -> sizes.put(database, counts.keys()));
    for (var each : KeyScan.counts(sides.target()).entrySet()) {
      long reserved = KeyScan.holdsCheckpoint(sides.target(), each.getKey()) ? 1 : 0;
      sizes.merge(each.getKey(), each.getValue().keys() - reserved, Math::max);
    }
    return sizes;
  }

  /** By snapshots, where there are any. */
  private void fold() throws InterruptedException {
    if (snapshots.isEmpty()) {
      return;
    }
    SnapshotComparison both = snapshots.get();
    refused = both.run(compared);
    folded = refused == null;
    if (folded) {
      tally.held(both.held());
      LOG.info("{} keys in snapshots, {} buckets differ", both.keys(), both.differing());
    } else {
      LOG.info("no snapshots to compare: {}", refused);
      compared.set(0);
    }
  }

  /** Compares those keys of a database among which what differs is. */
  private boolean suspects(int database) throws IOException, InterruptedException {
    SnapshotComparison both = snapshots.orElseThrow();
    if (both.differing() == 0) {
      return true;
    }
    open = new ArrayList<>();
    int dataset = evidence.touched().dataset(database);
    BothSides sides = settlement.sides();
    boolean done =
        look(
                dataset,
                new KeyScan(sides.source(), database, sides.listedAtOnce()),
                keys -> settlement.glance(database, both.suspects(database, keys), outcome))
            && look(
                dataset,
                new KeyScan(sides.target(), database, sides.listedAtOnce()),
                keys -> KeyScan.unknown(sides.source(), database, both.suspects(database, keys)));
    settleAt(1, dataset);
    return done;
  }

  /** Snapshots do not tell how long the same takes under the fence, where keys are read. */
  private void sample(Map<Integer, Long> sizes) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    long keys = 0;
    for (int database : sizes.keySet()) {
      KeyScan scan =
          new KeyScan(settlement.sides().source(), database, settlement.sides().listedAtOnce());
      while (keys < SAMPLE && scan.hasNext()) {
        List<byte[]> page = scan.next();
        settlement.glance(database, page, new Ignoring());
        keys += page.size();
      }
    }
    sampledNanosPerKey = (double) (System.nanoTime() - begun) / Math.max(1, keys);
  }

  /** Compares a database as if it stayed where it is. */
  private boolean inPlace(int database, long keysThere) throws IOException, InterruptedException {
    open = new ArrayList<>();
    int dataset = evidence.touched().dataset(database);
    BothSides sides = settlement.sides();
    Choice glance = keys -> settlement.glance(database, keys, outcome);
    boolean done;
    long share = plan.shareOf(keysThere, keysTotal);
    // Drawing most of them takes longer than going through all.
    if (share * 2 > keysThere) {
      done =
          look(dataset, new KeyScan(sides.source(), database, sides.listedAtOnce()), glance)
              && look(
                  dataset,
                  new KeyScan(sides.target(), database, sides.listedAtOnce()),
                  keys -> KeyScan.unknown(sides.source(), database, keys));
    } else {
      done = drawn(dataset, database, share, glance);
    }
    settleAt(1, dataset);
    return done;
  }

  /** Half of them on either side: a key that only the target has is drawn there. */
  private boolean drawn(int dataset, int database, long share, Choice choice)
      throws IOException, InterruptedException {
    BothSides sides = settlement.sides();
    KeysByDatabase known = new KeysByDatabase(keySetBytes);
    long half = (share + 1) / 2;
    return look(
            dataset,
            new KeyDraw(sides.source(), database, half, known, sides.listedAtOnce()),
            choice)
        && look(
            dataset,
            new KeyDraw(sides.target(), database, half, known, sides.listedAtOnce()),
            choice);
  }

  /** Compares a dataset that moves: each key where it lies at that offset. */
  private boolean wherever(int dataset) throws IOException, InterruptedException {
    open = new ArrayList<>();
    Choice all = keys -> keys;
    int database = evidence.touched().home(dataset);
    long keysThere = sizes().getOrDefault(database, 0L);
    long share = plan.shareOf(keysThere, keysTotal);
    // Names may be drawn from what came in its place: they are looked for in the dataset.
    boolean done =
        plan.mode() == VerificationPlan.Mode.SAMPLE && share * 2 <= keysThere
            ? drawn(dataset, database, share, all)
            : look(dataset, settlement.scan(dataset, false), all)
                && look(dataset, settlement.scan(dataset, true), all);
    settleAt(1, dataset);
    return done;
  }

  /** Says which keys of a page are to be compared exactly. */
  @FunctionalInterface
  private interface Choice {
    List<byte[]> of(List<byte[]> keys) throws IOException, InterruptedException;
  }

  private boolean look(int dataset, Pages pages, Choice choice)
      throws IOException, InterruptedException {
    while (pages.hasNext()) {
      if (cancelled.getAsBoolean()) {
        return false;
      }
      List<byte[]> keys = pages.next();
      pace.spend(keys.size());
      open.addAll(choice.of(keys));
      settleAt(SETTLE_AT, dataset);
    }
    return true;
  }

  private void settleAt(int many, int dataset) throws IOException, InterruptedException {
    if (open.size() < many) {
      return;
    }
    List<byte[]> quiet = new ArrayList<>();
    int database = evidence.touched().home(dataset);
    for (byte[] key : open) {
      if (!evidence.touched().contains(database, key)) {
        quiet.add(key);
      }
    }
    compared.addAndGet(open.size() - quiet.size());
    open = new ArrayList<>();
    settlement.settle(dataset, quiet, outcome);
  }

  /** What differs was found before, or is left to the round that follows. */
  private static final class Ignoring implements Settlement.Outcome {
    @Override
    public void equal(boolean held) {
      // Counted before.
    }

    @Override
    public void differs(Verdict verdict, int dataset, byte[] key) {
      // Counted before.
    }
  }

  private final class Counting implements Settlement.Outcome {
    @Override
    public void equal(boolean held) {
      compared.incrementAndGet();
      if (held && !folded) {
        tally.held();
      }
    }

    @Override
    public void differs(Verdict verdict, int dataset, byte[] key) {
      compared.incrementAndGet();
      Verdict said = evidence.said(verdict, dataset, key);
      tally.add(said, evidence.touched().home(dataset), key);
      evidence.differs(dataset, key);
    }

    @Override
    public void largeAndEqual(int dataset, byte[] key) {
      evidence.unsettled().remove(dataset, key);
    }
  }
}
