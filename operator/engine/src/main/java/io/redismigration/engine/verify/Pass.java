package io.redismigration.engine.verify;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.stream.KeysByDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Compares every key, or a sample of them, first as the source has them, then as the target has
 * them. A key that differs and that the stream touched meanwhile is left to the round that follows.
 * A database that was exchanged as a whole meanwhile is gone through again. For one thread.
 */
final class Pass {
  private static final int SETTLE_AT = 2_000;

  private final Settlement settlement;
  private final Evidence evidence;
  private final Pace pace;
  private final VerificationPlan plan;
  private final int keySetBytes;
  private final BooleanSupplier cancelled;
  private final AtomicLong compared = new AtomicLong();
  private final Tally tally = new Tally();
  private final Settlement.Outcome outcome = new Counting();
  private List<byte[]> open = new ArrayList<>();
  private volatile long keysTotal;
  private volatile long keysWanted;

  /**
   * @param keySetBytes memory for names of keys drawn
   * @param cancelled asked for every page
   */
  Pass(
      Settlement settlement,
      Evidence evidence,
      Pace pace,
      VerificationPlan plan,
      int keySetBytes,
      BooleanSupplier cancelled) {
    this.settlement = settlement;
    this.evidence = evidence;
    this.pace = pace;
    this.plan = plan;
    this.keySetBytes = keySetBytes;
    this.cancelled = cancelled;
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

  /** What was found so far. */
  Tally tally() {
    return tally;
  }

  /**
   * Goes through all databases until each was gone through undisturbed.
   *
   * @return false when it was cancelled before
   */
  boolean run() throws IOException, InterruptedException {
    Map<Integer, Long> sizes = sizes();
    keysTotal = sum(sizes);
    keysWanted = sizes.values().stream().mapToLong(keys -> plan.shareOf(keys, keysTotal)).sum();
    Map<Integer, Long> epochs = new HashMap<>();
    while (!sizes.isEmpty()) {
      long total = sum(sizes);
      for (Map.Entry<Integer, Long> database : sizes.entrySet()) {
        epochs.put(database.getKey(), evidence.touched().databaseEpoch(database.getKey()));
        if (!run(database.getKey(), database.getValue(), total)) {
          return false;
        }
      }
      sizes = sizes();
      sizes
          .keySet()
          .removeIf(
              database ->
                  Long.valueOf(evidence.touched().databaseEpoch(database))
                      .equals(epochs.get(database)));
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

  private boolean run(int database, long keys, long total)
      throws IOException, InterruptedException {
    open = new ArrayList<>();
    long share = plan.shareOf(keys, total);
    // Drawing most of them takes longer than going through all.
    boolean done = share * 2 > keys ? all(database) : drawn(database, share);
    settleAt(1, database);
    return done;
  }

  private boolean all(int database) throws IOException, InterruptedException {
    BothSides sides = settlement.sides();
    return look(database, new KeyScan(sides.source(), database), keys -> keys)
        && look(
            database,
            new KeyScan(sides.target(), database),
            keys -> {
              open.addAll(KeyScan.unknown(sides.source(), database, keys));
              return List.of();
            });
  }

  /** Half of them on either side: a key that only the target has is drawn there. */
  private boolean drawn(int database, long share) throws IOException, InterruptedException {
    BothSides sides = settlement.sides();
    KeysByDatabase known = new KeysByDatabase(keySetBytes);
    long half = (share + 1) / 2;
    return look(database, new KeyDraw(sides.source(), database, half, known), keys -> keys)
        && look(database, new KeyDraw(sides.target(), database, half, known), keys -> keys);
  }

  /** Says which keys of a page are to be compared. */
  @FunctionalInterface
  private interface Choice {
    List<byte[]> of(List<byte[]> keys) throws IOException;
  }

  private boolean look(int database, Pages pages, Choice choice)
      throws IOException, InterruptedException {
    while (pages.hasNext()) {
      if (cancelled.getAsBoolean()) {
        return false;
      }
      List<byte[]> keys = pages.next();
      pace.spend(keys.size());
      open.addAll(settlement.glance(database, choice.of(keys), outcome));
      settleAt(SETTLE_AT, database);
    }
    return true;
  }

  private void settleAt(int many, int database) throws IOException, InterruptedException {
    if (open.size() < many) {
      return;
    }
    List<byte[]> quiet = new ArrayList<>();
    for (byte[] key : open) {
      if (!evidence.touched().contains(database, key)) {
        quiet.add(key);
      }
    }
    compared.addAndGet(open.size() - quiet.size());
    open = new ArrayList<>();
    settlement.settle(database, quiet, outcome);
  }

  private final class Counting implements Settlement.Outcome {
    @Override
    public void equal(boolean held) {
      compared.incrementAndGet();
      if (held) {
        tally.held();
      }
    }

    @Override
    public void differs(Verdict verdict, int database, byte[] key) {
      compared.incrementAndGet();
      tally.add(verdict, database, key);
      evidence.different().add(database, key);
    }
  }
}
