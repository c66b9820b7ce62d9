package io.redismigration.engine.stream;

import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.lane.DatabaseEvent;
import io.redismigration.engine.lane.OrderedBatch;
import io.redismigration.redis.resp.StreamCommand;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import java.util.function.IntSupplier;

/**
 * Commands that act on databases as a whole. Only databases of the source are emptied, one by one:
 * the target may hold more of them, with other people's data. The checkpoint survives since every
 * batch writes it last; a copy that SWAPDB carried away is deleted.
 */
final class DatabaseRules {
  private final Capabilities target;
  private final CheckpointLocation checkpoint;
  private final IntSupplier database;
  private final IntSupplier databases;

  /**
   * @param database the one selected now
   * @param databases how many the source has
   */
  DatabaseRules(
      Capabilities target,
      CheckpointLocation checkpoint,
      IntSupplier database,
      IntSupplier databases) {
    this.target = target;
    this.checkpoint = checkpoint;
    this.database = database;
    this.databases = databases;
  }

  /** {@code FLUSHDB [ASYNC|SYNC]}. */
  void flushdb(StreamCommand in, OrderedBatch out) {
    flush(in, database.getAsInt(), out);
  }

  /** {@code FLUSHALL [ASYNC|SYNC]}. */
  void flushall(StreamCommand in, OrderedBatch out) {
    for (int each = 0; each < databases.getAsInt(); each++) {
      out.database(each);
      flush(in, each, out);
    }
  }

  private void flush(StreamCommand in, int which, OrderedBatch out) {
    if (target.has(Feature.UNLINK) && in.argc() > 1 && in.argIs(1, "ASYNC")) {
      out.begin(2).arg("FLUSHDB").arg("ASYNC");
    } else {
      out.begin(1).arg("FLUSHDB");
    }
    out.event(DatabaseEvent.Kind.FLUSH, which, which);
  }

  /** {@code SWAPDB one other}. */
  void swapdb(StreamCommand in, OrderedBatch out) {
    int one = (int) in.argNumber(1);
    int other = (int) in.argNumber(2);
    out.verbatim(in.window(), in.start(), in.size());
    out.event(DatabaseEvent.Kind.SWAP, one, other);
    if (one != other && (one == checkpoint.database() || other == checkpoint.database())) {
      out.deleteStrayCheckpoint(one == checkpoint.database() ? other : one, checkpoint);
    }
  }
}
