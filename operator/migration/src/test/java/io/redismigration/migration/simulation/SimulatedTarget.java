package io.redismigration.migration.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/** One shard's part of the target: its data is how much of the source's log it has applied. */
final class SimulatedTarget {
  private static final int DUMPS = 6;

  final int shard;
  private final Deque<Checkpoint> dumps = new ArrayDeque<>();
  private Checkpoint checkpoint;
  private int restarts;
  boolean away;

  SimulatedTarget(int shard) {
    this.shard = shard;
  }

  /** As it stands, for whoever judges; null: no claim. */
  Checkpoint onRecord() {
    return checkpoint;
  }

  boolean isCommitted() {
    return checkpoint != null && checkpoint.committed();
  }

  /** Changes when connections are lost. */
  int restarts() {
    return restarts;
  }

  /**
   * Claims an empty one, or takes it over.
   *
   * @param known how much it is known to have held; 0: nothing
   */
  Checkpoint takeOver(long epoch, SimulatedSource source, long known) {
    reach();
    if (checkpoint == null && known > 0) {
      throw new Trouble("CheckpointMissing");
    }
    if (checkpoint == null) {
      put(new Checkpoint(false, epoch, source.history(), source.offset()));
    } else {
      put(own(epoch).withEpoch(epoch));
    }
    return checkpoint;
  }

  /** The stream's batch: refused to whoever has been replaced, and after the commit to all. */
  void apply(long epoch, String history, long offset) {
    reach();
    if (own(epoch).committed()) {
      throw new Trouble("AlreadyCommitted");
    }
    put(checkpoint.at(history, offset));
  }

  void commit(long epoch, long atLeast) {
    reach();
    if (own(epoch).applied() < atLeast) {
      throw new Trouble("CheckpointWentBack");
    }
    put(checkpoint.decided());
  }

  private Checkpoint own(long epoch) {
    if (checkpoint == null) {
      throw new Trouble("CheckpointMissing");
    }
    if (checkpoint.epoch() > epoch) {
      throw new Trouble("EpochSuperseded");
    }
    return checkpoint;
  }

  void removeClaim() {
    reach();
    checkpoint = null;
    dumps.clear();
  }

  private void put(Checkpoint next) {
    if (checkpoint != null) {
      dumps.addLast(checkpoint);
      if (dumps.size() > DUMPS) {
        dumps.removeFirst();
      }
    }
    checkpoint = next;
  }

  /** Restarts, from a dump that is some writes older. */
  void restart(int writesLost) {
    restarts++;
    for (int i = 0; i < writesLost && !dumps.isEmpty(); i++) {
      checkpoint = dumps.removeLast();
    }
  }

  private void reach() {
    if (away) {
      throw Trouble.away("Target");
    }
  }
}
