package io.redismigration.engine.verify;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.redis.resp.Fragment;
import io.redismigration.redis.resp.RedisConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Compares every key, first as the source has them, then as the target has them. A key that differs
 * and that the stream touched meanwhile is left to the round that follows. A database that was
 * exchanged as a whole meanwhile is gone through again. For one thread.
 */
final class FullPass {
  private static final int SETTLE_AT = 2_000;
  private static final Fragment EXISTS = Fragment.command(2, "EXISTS");

  private final Settlement settlement;
  private final Evidence evidence;
  private final Pace pace;
  private final BooleanSupplier cancelled;
  private final AtomicLong compared = new AtomicLong();
  private final Tally tally = new Tally();
  private final Settlement.Outcome outcome = new Counting();
  private List<byte[]> open = new ArrayList<>();

  FullPass(Settlement settlement, Evidence evidence, Pace pace, BooleanSupplier cancelled) {
    this.settlement = settlement;
    this.evidence = evidence;
    this.pace = pace;
    this.cancelled = cancelled;
  }

  /** Keys compared so far. */
  long compared() {
    return compared.get();
  }

  /** What was found so far. */
  Tally tally() {
    return tally;
  }

  /** Goes through all databases until each was gone through undisturbed. */
  void run() throws IOException, InterruptedException {
    Map<Integer, Long> epochs = new HashMap<>();
    Collection<Integer> todo = databases();
    while (!todo.isEmpty()) {
      for (int database : todo) {
        epochs.put(database, evidence.touched().databaseEpoch(database));
        run(database);
      }
      todo = new TreeSet<>();
      for (int database : databases()) {
        Long before = epochs.get(database);
        if (before == null || before != evidence.touched().databaseEpoch(database)) {
          todo.add(database);
        }
      }
    }
  }

  private TreeSet<Integer> databases() throws IOException {
    BothSides sides = settlement.sides();
    TreeSet<Integer> databases = new TreeSet<>(KeyScan.counts(sides.source()).keySet());
    databases.addAll(KeyScan.counts(sides.target()).keySet());
    return databases;
  }

  private void run(int database) throws IOException, InterruptedException {
    BothSides sides = settlement.sides();
    open = new ArrayList<>();
    for (KeyScan scan = new KeyScan(sides.source(), database); scan.hasNext(); ) {
      List<byte[]> keys = scan.next();
      pace.spend(keys.size());
      open.addAll(settlement.glance(database, keys, outcome));
      settleAt(SETTLE_AT, database);
      requireGoingOn();
    }
    for (KeyScan scan = new KeyScan(sides.target(), database); scan.hasNext(); ) {
      List<byte[]> keys = scan.next();
      pace.spend(keys.size());
      open.addAll(unknownToSource(database, keys));
      settleAt(SETTLE_AT, database);
      requireGoingOn();
    }
    settleAt(1, database);
  }

  private void requireGoingOn() throws InterruptedException {
    if (cancelled.getAsBoolean()) {
      throw new InterruptedException("the verification is closed");
    }
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

  private List<byte[]> unknownToSource(int database, List<byte[]> keys) throws IOException {
    RedisConnection source = settlement.sides().source().in(database);
    keys.forEach(key -> source.writer().put(EXISTS).arg(key));
    source.flush();
    List<byte[]> unknown = new ArrayList<>();
    for (byte[] key : keys) {
      if (source.reader().read().orThrow("EXISTS").number() == 0) {
        unknown.add(key);
      }
    }
    return unknown;
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
