package io.redismigration.engine.verify;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.cutover.EqualityProof;
import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.exact.DatabaseKey;
import io.redismigration.engine.exact.ExactReader;
import io.redismigration.engine.exact.Side;
import io.redismigration.engine.exact.StreamCuts;
import io.redismigration.engine.stream.KeysByDatabase;
import io.redismigration.engine.ttl.TtlPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The comparison under the fence: what is open since the last round, or every key, and how many
 * keys there are. Where it cannot tell, it says so. Its connections are open before.
 */
final class FenceProof implements EqualityProof, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FenceProof.class);

  /** What a scan of one side is expected to manage, keys per second. */
  private static final long SCANNED_PER_SECOND = 200_000;

  /** Nobody can write meanwhile, and what is found adds nothing to the proof of every key. */
  private static final Duration MOST_FOR_EXPIRED = Duration.ofMillis(50);

  /** As few open keys take some milliseconds, and fewer are not worth another round. */
  private static final long FEW = 1_000;

  /** A round that has more than this of the fewest there were has gained nothing. */
  private static final double SHRINKS = 0.9;

  private static final int MOST_IN_VAIN = 3;

  /** From the last round until the fence is in force. */
  private static final Duration UNTIL_FENCED = Duration.ofSeconds(2);

  private final Settlement settlement;
  private final TtlPolicy ttl;
  private final Evidence evidence;
  private final FenceScope scope;
  private final StreamCuts cuts;

  /**
   * @param ttl when keys expire that are copied
   */
  FenceProof(
      Settlement settlement, TtlPolicy ttl, Evidence evidence, FenceScope scope, StreamCuts cuts) {
    this.settlement = settlement;
    this.ttl = ttl;
    this.evidence = evidence;
    this.scope = scope;
    this.cuts = cuts;
  }

  /** Opens connections and uses them once. */
  void open() throws IOException {
    KeyScan.counts(settlement.sides().source());
    KeyScan.counts(settlement.sides().target());
    settlement.sides().source().in(0);
    settlement.sides().target().in(0);
  }

  /**
   * Rounds over what is open, one at once after the other: what the source's clients touch in a
   * round is what the next one has to do, so that they become shorter wherever keys are compared
   * faster than touched.
   */
  @Override
  public void approach(Duration atMost, BooleanSupplier wanted) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    if (scope != FenceScope.DELTA || !evidence.enterFirst(atMost)) {
      return;
    }
    try {
      long fewest = Long.MAX_VALUE;
      int inVain = 0;
      long now = evidence.size();
      while (now > FEW
          && inVain < MOST_IN_VAIN
          && settle(() -> wanted.getAsBoolean() && deadline - System.nanoTime() > 0)) {
        inVain = now < fewest * SHRINKS ? 0 : inVain + 1;
        fewest = Math.min(fewest, now);
        now = evidence.size();
      }
    } catch (IOException e) {
      LOG.info("what is open is left for the comparison under the fence: {}", e.getMessage());
      settlement.sides().reset();
    } catch (EngineException e) {
      LOG.info("what is open is left for the comparison under the fence: {}", e.getMessage());
    } finally {
      evidence.reserve(UNTIL_FENCED);
      evidence.leave();
    }
    openAgain();
  }

  /**
   * Whoever ends in the middle has given up the connections: nothing is dialled under the fence.
   */
  private void openAgain() {
    try {
      open();
    } catch (IOException e) {
      LOG.info("the comparison's connections are not open: {}", e.getMessage());
    }
  }

  /** Compares what is open while it is in use; false when that was ended before. */
  private boolean settle(BooleanSupplier goesOn) throws IOException, InterruptedException {
    Evidence.Open open = evidence.takeAtRest(cuts).open();
    boolean done = false;
    try {
      RoundOutcome outcome = new RoundOutcome(new Tally(), open, evidence);
      done = !open.overflowed() && settlement.decide(open.batches(atOnce()), goesOn, outcome);
      return done;
    } finally {
      if (!done) {
        evidence.putBack(open);
      }
    }
  }

  private int atOnce() throws IOException {
    return settlement.sides().keysAtOnce();
  }

  @Override
  public Finding prove(Duration atMost) {
    return prove(atMost, () -> true);
  }

  @Override
  public Finding prove(Duration atMost, BooleanSupplier wanted) {
    long deadline = System.nanoTime() + atMost.toNanos();
    try {
      if (!evidence.enterFirst(atMost)) {
        return Finding.unknown(
            "a round of verification did not end in " + atMost.toMillis() + " ms");
      }
      try {
        return compare(deadline, wanted);
      } finally {
        evidence.leave();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.unknown("the comparison was interrupted");
    }
  }

  private Finding compare(long deadline, BooleanSupplier wanted) throws InterruptedException {
    if (scope == FenceScope.DELTA && !evidence.isComplete()) {
      return Finding.unknown("no full verification has come through since keys were lost track of");
    }
    Evidence.Open open = evidence.take();
    boolean equal = false;
    try {
      Finding finding = compare(open, deadline, wanted);
      equal = finding.equal();
      return finding;
    } catch (IOException e) {
      settlement.sides().reset();
      return Finding.unknown("a connection failed during the comparison: " + e.getMessage());
    } finally {
      // Numbers say nothing of the keys: they stay open for when the cutover is undone.
      if (!equal || scope == FenceScope.COUNTS) {
        evidence.putBack(open);
      }
    }
  }

  private Finding compare(Evidence.Open open, long deadline, BooleanSupplier wanted)
      throws IOException, InterruptedException {
    Delta delta = new Delta();
    BooleanSupplier goesOn = () -> deadline - System.nanoTime() > 0 && wanted.getAsBoolean();
    Optional<String> ended =
        switch (scope) {
          case DELTA ->
              open.overflowed()
                  ? Optional.of(
                      "more keys changed than could be remembered: verify everything again")
                  : batches(open.batches(atOnce()), open.keys().size(), goesOn, delta);
          case COUNTS ->
              open.dirtyOverflowed()
                  ? Optional.of("more keys are in doubt than could be remembered")
                  : batches(open.doubtful(atOnce()), open.dirty().size(), goesOn, delta);
          case EVERY_KEY ->
              new RestPass(settlement, evidence.touched(), goesOn).run(delta)
                  ? Optional.empty()
                  : Optional.of("the time was over after %d keys".formatted(delta.compared));
        };
    if (ended.isPresent()) {
      return Finding.unknown(ended.get());
    }
    if (scope != FenceScope.COUNTS) {
      settleLarge(goesOn, delta);
    }
    return delta.tally.differing() > 0
        ? new Finding(delta.compared, delta.tally.differing(), describe(delta.tally))
        : counts(delta.compared, deadline);
  }

  /** Values that were too busy to be made equal rest now: those that differ are copied here. */
  private void settleLarge(BooleanSupplier goesOn, Delta delta)
      throws IOException, InterruptedException {
    if (delta.late.isEmpty()) {
      return;
    }
    BothSides sides = settlement.sides();
    LargeRepair repair =
        new LargeRepair(sides, new ExactReader(sides, cuts), ttl, evidence, goesOn);
    List<DatabaseKey> late = List.copyOf(delta.late);
    delta.last = true;
    for (DatabaseKey each : late) {
      repair.repair(evidence.touched().home(each.database()), each.name());
      settlement.settleAtRest(each.database(), List.of(each.name()), () -> true, delta);
    }
  }

  private Optional<String> batches(
      Iterable<KeysByDatabase.Some> batches, long keys, BooleanSupplier goesOn, Delta delta)
      throws IOException, InterruptedException {
    for (KeysByDatabase.Some batch : batches) {
      if (!settlement.settleAtRest(batch.dataset(), batch.keys(), goesOn, delta)) {
        return Optional.of("the time was over after %d of %d keys".formatted(delta.compared, keys));
      }
    }
    return Optional.empty();
  }

  private static String describe(Tally tally) {
    Difference first = tally.samples().get(0);
    return "%d keys differ, the first %s (%s)"
        .formatted(tally.differing(), first.key(), first.verdict().name().toLowerCase(Locale.ROOT));
  }

  /**
   * Keys that do not expire are as many on both sides. Those that do may have expired on one side
   * and not yet be gone there: then the keys that are found are counted, if that is quickly done.
   */
  private Finding counts(long compared, long deadline) throws IOException {
    Side source = settlement.sides().source();
    Side target = settlement.sides().target();
    TreeMap<Integer, KeyScan.Counts> ours = KeyScan.counts(source);
    TreeMap<Integer, KeyScan.Counts> theirs = KeyScan.counts(target);
    TreeSet<Integer> databases = new TreeSet<>(ours.keySet());
    databases.addAll(theirs.keySet());
    long total = 0;
    long unscanned = 0;
    for (int database : databases) {
      KeyScan.Counts one = ours.getOrDefault(database, KeyScan.Counts.NONE);
      KeyScan.Counts other = theirs.getOrDefault(database, KeyScan.Counts.NONE);
      long reserved = KeyScan.holdsCheckpoint(target, database) ? 1 : 0;
      total += one.keys();
      if (one.keys() == other.keys() - reserved && one.expiring() == other.expiring()) {
        continue;
      }
      long left = Math.min(MOST_FOR_EXPIRED.toNanos(), (deadline - System.nanoTime()) / 2);
      long needed = (one.keys() + other.keys()) * 1_000_000_000L / SCANNED_PER_SECOND;
      if (needed < left) {
        Found found = found(source, target, database, reserved, System.nanoTime() + left);
        if (!found.same()) {
          return differing(compared, database, found.here(), found.there());
        }
      } else if (one.lasting() == other.lasting() - reserved) {
        unscanned += Math.abs(one.expiring() - other.expiring());
      } else {
        return differing(compared, database, one.keys(), other.keys() - reserved);
      }
    }
    String message = compared + " keys compared, " + total + " keys on each side";
    return new Finding(
        compared,
        0,
        unscanned == 0
            ? message
            : message + " but for " + unscanned + " that expired and are not yet removed");
  }

  private static Finding differing(long compared, int database, long here, long there) {
    return new Finding(
        compared,
        Math.max(1, Math.abs(here - there)),
        "database "
            + database
            + " holds "
            + here
            + " keys on the source and "
            + there
            + " on the target");
  }

  private record Found(long here, long there, boolean same) {}

  /**
   * Nobody writes, so keys only expire: the source had no more than before, no less than after.
   * What it has just deleted for that is on its way to the target. No key that lasts may be missing
   * for it.
   */
  private static Found found(Side source, Side target, int database, long reserved, long until)
      throws IOException {
    while (true) {
      long here = found(source, database);
      long there = found(target, database);
      boolean same =
          (there == here || there < here && there >= found(source, database))
              && lasting(source, database) == lasting(target, database) - reserved;
      if (same || System.nanoTime() - until > 0) {
        return new Found(here, there, same);
      }
    }
  }

  private static long lasting(Side side, int database) throws IOException {
    return KeyScan.counts(side).getOrDefault(database, KeyScan.Counts.NONE).lasting();
  }

  private static long found(Side side, int database) throws IOException {
    long count = 0;
    for (KeyScan scan = new KeyScan(side, database, side.listedAtOnce()); scan.hasNext(); ) {
      count += scan.next().size();
    }
    return count;
  }

  private final class Delta implements Settlement.Outcome {
    private final Tally tally = new Tally();

    /** By dataset: those that differ and are to be copied. */
    private final List<DatabaseKey> late = new ArrayList<>();

    private boolean last;
    private long compared;

    @Override
    public void equal(boolean held) {
      compared++;
    }

    @Override
    public void differs(Verdict verdict, int dataset, byte[] key) {
      compared++;
      if (!last && evidence.unsettled().contains(dataset, key)) {
        late.add(new DatabaseKey(dataset, key));
        return;
      }
      tally.add(verdict, evidence.touched().home(dataset), key);
    }
  }

  @Override
  public void close() {
    settlement.sides().close();
  }
}
