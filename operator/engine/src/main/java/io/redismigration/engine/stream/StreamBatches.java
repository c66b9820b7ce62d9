package io.redismigration.engine.stream;

import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointState;
import io.redismigration.engine.lane.OrderedBatch;
import io.redismigration.engine.lane.OrderedLane;

/**
 * Ends batches with their checkpoint and hands them to the lane. Knows what the checkpoint has to
 * say: how far this batch goes, and where the last one ended, which is confirmed when this one is
 * sent. For the applier's thread.
 */
final class StreamBatches {
  private final OrderedLane lane;
  private final StreamSettings settings;
  private final StreamPositions positions;

  /** End of the last batch handed over, and the database selected there. */
  private long submitted;

  private int databaseThere;
  private long count;

  StreamBatches(
      OrderedLane lane, StreamSettings settings, StreamPositions positions, StreamStart start) {
    this.lane = lane;
    this.settings = settings;
    this.positions = positions;
    this.submitted = start.applied();
    this.databaseThere = start.database();
  }

  /** The batch to write into; ask anew after each flush. */
  OrderedBatch current() {
    return lane.batch();
  }

  /** How many were handed over. */
  long count() {
    return count;
  }

  /** Whether the batch is to go: large enough, or worth its while with a lane that has no other. */
  boolean ready() {
    OrderedBatch batch = lane.batch();
    StreamSettings.Limits limits = settings.limits();
    return batch.bytes() >= limits.batchBytes()
        || batch.commands() >= limits.batchCommands()
        || batch.bytes() >= limits.idleLaneBytes() && lane.isIdle();
  }

  /** Tells where the commands written first belong, once what was skipped is behind. */
  void startAt(int database) {
    databaseThere = database;
  }

  /**
   * Hands over what there is, up to a boundary outside transactions.
   *
   * @param position offset of the boundary
   * @param database selected there
   */
  void flush(long position, int database) throws InterruptedException {
    submit(position, 0, position, database);
  }

  /**
   * Hands over the first part of a transaction too large to stay whole.
   *
   * @param position offset before the transaction
   * @param inside commands of it applied by then
   * @param database selected before the transaction
   */
  void flushPart(long position, long inside, int database) throws InterruptedException {
    submit(position, inside, position, database);
  }

  /**
   * Nothing more is to be read for now: hands over what there is, or, when that was done before,
   * waits for it to be confirmed.
   *
   * @return whether everything up to {@code position} is confirmed
   */
  boolean settle(long position, int database) throws InterruptedException {
    boolean due = position - submitted >= settings.limits().silentBytes();
    if (!lane.batch().isEmpty() || due) {
      // What comes meanwhile goes with the next one: with little load, few batches wait in a row.
      lane.drain();
      flush(position, database);
      return false;
    }
    if (position > positions.confirmed()) {
      lane.drain();
      positions.applied(position);
      positions.confirmed(position);
    }
    return true;
  }

  /** Hands over everything and waits until it is confirmed, with that position on the target. */
  void finish(long position, int database) throws InterruptedException {
    if (!lane.batch().isEmpty() || position > submitted) {
      flush(position, database);
    }
    lane.drain();
  }

  private void submit(long position, long inside, long end, int database)
      throws InterruptedException {
    Checkpoint checkpoint =
        new Checkpoint(
            CheckpointState.STREAMING,
            settings.run(),
            settings.epoch(),
            settings.replicationId().get(),
            position,
            Math.min(submitted, position),
            databaseThere,
            inside);
    lane.batch().finish(checkpoint, settings.checkpoint(), end);
    lane.submit();
    count++;
    submitted = end;
    databaseThere = database;
    positions.applied(end);
  }
}
