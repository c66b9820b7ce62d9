package io.redismigration.engine.verify;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.exact.ExactReader;
import io.redismigration.engine.exact.Page;
import io.redismigration.engine.exact.Side;
import io.redismigration.engine.stream.KeysByDatabase;
import io.redismigration.engine.ttl.TtlPolicy;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.Fragment;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.RedisError;
import io.redismigration.redis.resp.RedisErrorException;
import io.redismigration.redis.resp.ReplyReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Gives every key of the target the time to live that follows from the source's and the policy,
 * each at an offset, in batches for which the stream waits some milliseconds. For one thread.
 */
final class TtlReconciler {
  private static final int KEYS_PER_CUT = 2_000;

  /** Databases may be exchanged some hundred times a second. */
  private static final int TRIES = 1_000;

  private static final Fragment PTTL = Fragment.command(2, "PTTL");
  private static final Fragment PEXPIREAT = Fragment.command(3, "PEXPIREAT");
  private static final Fragment PERSIST = Fragment.command(2, "PERSIST");

  private final BothSides sides;
  private final ExactReader exact;
  private final AtOffset atOffset;
  private final TtlPolicy policy;
  private final Settlement settlement;
  private final Evidence evidence;
  private long keys;
  private long hashes;

  /**
   * For whoever has the turn at the evidence.
   *
   * @param settlement on the same connections
   * @param evidence knows where SWAPDB brings a dataset
   */
  TtlReconciler(
      BothSides sides,
      ExactReader exact,
      TtlPolicy policy,
      Settlement settlement,
      Evidence evidence) {
    this.sides = sides;
    this.exact = exact;
    this.atOffset = new AtOffset(sides, exact);
    this.policy = policy;
    this.settlement = settlement;
    this.evidence = evidence;
  }

  /** From now on, and for all keys there are, the source's own times. */
  TtlReport makeExact(KeysByDatabase expiringHashes, Repairer repairer)
      throws IOException, InterruptedException {
    policy.exact();
    return reconcile(expiringHashes, repairer);
  }

  /** From now on, and for all keys there are, the hold again. */
  TtlReport hold(KeysByDatabase expiringHashes, Repairer repairer)
      throws IOException, InterruptedException {
    policy.hold();
    return reconcile(expiringHashes, repairer);
  }

  private TtlReport reconcile(KeysByDatabase expiringHashes, Repairer repairer)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    MovedDatasets moved = new MovedDatasets(settlement, evidence);
    TreeSet<Integer> databases = new TreeSet<>(KeyScan.counts(sides.target()).keySet());
    databases.addAll(KeyScan.counts(sides.source()).keySet());
    for (int database : databases) {
      reconcile(sides.target(), database);
      if (sides.source().server().losesTtlOnIncrByFloat()) {
        // The target may have lost a TTL that the source still has.
        reconcile(sides.source(), database);
      }
    }
    for (Set<Integer> todo = moved.next(); !todo.isEmpty(); todo = moved.next()) {
      for (int dataset : todo) {
        reconcileWherever(dataset);
      }
    }
    reconcileFields(expiringHashes, repairer);
    return new TtlReport(
        keys,
        hashes,
        Duration.ofNanos(System.nanoTime() - begun),
        Duration.ofNanos(exact.pausedNanos()));
  }

  /** Goes through the keys that have a TTL on {@code side}. */
  private void reconcile(Side side, int database) throws IOException, InterruptedException {
    List<byte[]> expiring = new ArrayList<>(KEYS_PER_CUT);
    for (KeyScan scan = new KeyScan(side, database, side.listedAtOnce()); scan.hasNext(); ) {
      List<byte[]> page = scan.next();
      RedisConnection connection = side.in(database);
      page.forEach(key -> connection.writer().put(PTTL).arg(key));
      connection.flush();
      for (byte[] key : page) {
        if (connection.reader().read().orThrow("PTTL").number() >= 0) {
          expiring.add(key);
        }
      }
      if (expiring.size() >= KEYS_PER_CUT) {
        set(database, expiring);
        expiring.clear();
      }
    }
    if (!expiring.isEmpty()) {
      set(database, expiring);
    }
  }

  private void set(int database, List<byte[]> expiring) throws IOException, InterruptedException {
    atOffset.expiries(database, expiring, source -> write(expiring, source));
    keys += expiring.size();
  }

  /** Goes through all keys of a dataset that moves, each where it lies at that offset. */
  private void reconcileWherever(int dataset) throws IOException, InterruptedException {
    for (Pages pages = settlement.scan(dataset, true); pages.hasNext(); ) {
      List<byte[]> page = pages.next();
      if (!page.isEmpty()) {
        setWherever(dataset, page);
      }
    }
  }

  private void setWherever(int dataset, List<byte[]> page)
      throws IOException, InterruptedException {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      if (setWhereItLies(dataset, page)) {
        keys += page.size();
        return;
      }
    }
    throw new IOException("databases are exchanged so often that times to live cannot be set");
  }

  private boolean setWhereItLies(int dataset, List<byte[]> page)
      throws IOException, InterruptedException {
    int database = evidence.touched().home(dataset);
    boolean[] there = new boolean[1];
    atOffset.expiries(
        database,
        page,
        source -> {
          there[0] = evidence.touched().home(dataset) == database;
          if (there[0]) {
            write(page, source);
          }
        });
    return there[0];
  }

  private void write(List<byte[]> expiring, Page source) throws IOException {
    RedisConnection target = sides.target().connection();
    CommandWriter writer = target.writer();
    int commands = 0;
    for (int i = 0; i < expiring.size(); i++) {
      if (source.state(i) == Page.State.ABSENT) {
        continue; // Its deletion is on its way.
      }
      if (source.ttl(i) == Page.NO_TTL) {
        writer.put(PERSIST).arg(expiring.get(i));
      } else {
        writer.put(PEXPIREAT).arg(expiring.get(i));
        writer.arg(policy.targetExpiry(exact.sourceMillis() + source.ttl(i)));
      }
      commands++;
    }
    target.flush();
    ReplyReader reader = target.reader();
    for (int i = 0; i < commands; i++) {
      RedisError error = reader.skipReply();
      if (error != null) {
        throw new RedisErrorException("PEXPIREAT", error);
      }
    }
  }

  /** Hashes whose fields expire are copied again, which sets their times by the policy. */
  private void reconcileFields(KeysByDatabase expiringHashes, Repairer repairer)
      throws IOException, InterruptedException {
    KeysByDatabase.Taken taken = expiringHashes.take();
    expiringHashes.putBack(taken);
    Map<Integer, List<byte[]>> byDataset = new TreeMap<>();
    taken.forEach(
        (key, dataset) -> byDataset.computeIfAbsent(dataset, any -> new ArrayList<>()).add(key));
    for (Map.Entry<Integer, List<byte[]>> each : byDataset.entrySet()) {
      repairer.copy(each.getKey(), each.getValue());
      hashes += each.getValue().size();
    }
  }
}
