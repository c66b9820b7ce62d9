package io.redismigration.engine.verify;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.bucket.KeyHash;
import io.redismigration.engine.bucket.SnapshotFold;
import io.redismigration.engine.bucket.TwoSnapshots;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Finds out, from a snapshot of either side, among which keys those that differ are: few, unless
 * much differs. For one thread.
 */
final class SnapshotComparison {
  private static final int KEYS_PER_LOOK = 64;

  private final TwoSnapshots snapshots;
  private final Settlement settlement;
  private final Pace pace;
  private final LongSupplier bytesPerSecond;
  private final BooleanSupplier cancelled;
  private final KeyHash hash = new KeyHash();
  private BitSet buckets;
  private long keys;
  private long held;

  /**
   * @param pace keeps the rate at which the source's keys are read
   * @param bytesPerSecond the rate at which either snapshot is read; 0 for no limit
   */
  SnapshotComparison(
      TwoSnapshots snapshots,
      Settlement settlement,
      Pace pace,
      LongSupplier bytesPerSecond,
      BooleanSupplier cancelled) {
    this.snapshots = snapshots;
    this.settlement = settlement;
    this.pace = pace;
    this.bytesPerSecond = bytesPerSecond;
    this.cancelled = cancelled;
  }

  /**
   * Compares all keys but those the stream writes meanwhile.
   *
   * @param compared told how far it is
   * @return why there were no snapshots to compare; null when there were
   */
  String run(AtomicLong compared) throws InterruptedException {
    try {
      TwoSnapshots.Folded folded =
          snapshots.take(
              keys -> {
                compared.set(keys);
                look(keys);
              },
              new SnapshotFold.Observer() {
                @Override
                public void key(long keys) throws IOException {
                  if (keys % KEYS_PER_LOOK == 0) {
                    requireWanted();
                  }
                }

                @Override
                public void expiringHash(int database, byte[] key) {
                  settlement.expiringHash(database, key);
                }
              },
              bytesPerSecond,
              () -> !cancelled.getAsBoolean());
      buckets = folded.source().differingFrom(folded.target());
      keys = folded.sourceKeys();
      held = folded.held();
      return null;
    } catch (IOException e) {
      return "a connection or a snapshot failed: " + e.getMessage();
    } catch (EngineException e) {
      if (e.reason() == Reason.CutTimedOut) {
        return "the stream could not be stopped for them: " + e.getMessage();
      }
      return e.getMessage() + "; " + e.remedy();
    }
  }

  private void look(long keys) throws IOException, InterruptedException {
    if (keys % KEYS_PER_LOOK == 0) {
      requireWanted();
      pace.keepRate(KEYS_PER_LOOK);
    }
  }

  private void requireWanted() throws IOException {
    if (cancelled.getAsBoolean()) {
      throw new IOException("no longer wanted");
    }
  }

  /** Buckets in which both sides differ. */
  int differing() {
    return buckets.cardinality();
  }

  /** Keys of the source that were compared. */
  long keys() {
    return keys;
  }

  /** How many expire later on the target, as they have to. */
  long held() {
    return held;
  }

  /** Those of the keys that are in such a bucket. */
  List<byte[]> suspects(int database, List<byte[]> keys) {
    List<byte[]> suspects = new ArrayList<>();
    for (byte[] key : keys) {
      if (buckets.get(hash.bucket(database, key))) {
        suspects.add(key);
      }
    }
    return suspects;
  }
}
