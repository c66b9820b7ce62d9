package io.redismigration.migration.cutover;

import io.redismigration.migration.task.TaskState;
import java.time.Instant;
import java.util.List;

/** What follows from the shards' states while the source is being closed: the least decides. */
public sealed interface Decision {

  /** Not every shard is there yet. */
  record Wait(TaskState weakest) implements Decision {}

  /** Every shard is sealed, or one has committed already. */
  record Commit() implements Decision {}

  /** Undo. */
  record Abort(String reason, String message) implements Decision {}

  /**
   * Decides on a freeze. A worker's commit binds everybody, whatever else is seen: nobody undoes
   * after it. One that ended by itself, aborted, or is past the deadline undoes it for all.
   *
   * @param workerDecides sealed is not enough, the worker's own commit is awaited; past the
   *     deadline too once it is sealed, for its commit may be on its way
   */
  static Decision onFreeze(
      List<ShardView> shards, boolean workerDecides, Instant deadline, Instant now) {
    if (shards.stream().anyMatch(Decision::committed)) {
      return new Commit();
    }
    for (ShardView shard : shards) {
      if (shard.answersOrder() && shard.state() == TaskState.ABORTED) {
        return new Abort("WorkerAborted", "shard %s: %s".formatted(shard.shard(), why(shard)));
      }
    }
    for (ShardView shard : shards) {
      if (shard.state() == TaskState.FAILED && !(workerDecides && undecided(shard))) {
        return new Abort("WorkerFailed", "shard %s: %s".formatted(shard.shard(), why(shard)));
      }
    }
    TaskState weakest = weakest(shards);
    boolean atTheDecision = weakest == TaskState.SEALED || weakest == TaskState.FAILED;
    if (weakest == TaskState.SEALED && !workerDecides) {
      return new Commit();
    }
    if (!now.isBefore(deadline) && !(atTheDecision && workerDecides)) {
      return new Abort("TimedOut", "not sealed in time; the slowest shard was " + weakest);
    }
    return new Wait(weakest);
  }

  /**
   * Whether a worker that decides may have committed without anybody here knowing: it ended after
   * it had sealed, or it is a new one that has not said yet what it read back. One that answers the
   * order without being sealed has seen that nothing is committed. Only for a shard that was told
   * to freeze; until it is known nobody may open the source.
   */
  static boolean undecided(ShardView shard) {
    if (committed(shard)) {
      return false;
    }
    boolean ended = shard.state() == TaskState.FAILED || shard.state() == TaskState.STOPPED;
    return !shard.answersOrder() || ended && shard.sealed();
  }

  private static boolean committed(ShardView shard) {
    return shard.state() == TaskState.COMMITTED || shard.state() == TaskState.DETACHED;
  }

  private static String why(ShardView shard) {
    return shard.why() == null ? "no reason given" : shard.why();
  }

  private static TaskState weakest(List<ShardView> shards) {
    return shards.stream()
        .map(shard -> shard.answersOrder() ? shard.state() : TaskState.STREAMING)
        .min(TaskState::compareTo)
        .orElse(TaskState.PENDING);
  }
}
