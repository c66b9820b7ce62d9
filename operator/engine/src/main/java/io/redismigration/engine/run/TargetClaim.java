package io.redismigration.engine.run;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.CheckpointState;
import io.redismigration.engine.checkpoint.CheckpointStore;
import io.redismigration.engine.checkpoint.Claim;
import io.redismigration.engine.checkpoint.FlushedClaim;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.control.ServerInfo;
import io.redismigration.engine.run.ReplicationSettings.ConfirmedFlush;
import io.redismigration.engine.run.ReplicationSettings.Known;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes a target ours before anything is written to it: claims an empty one, or takes one over that
 * an earlier worker of the same run has filled. What does not fit what is known of the run is
 * noticed here.
 */
final class TargetClaim {
  private final CheckpointStore store;
  private final FlushedClaim flushed;
  private final RedisControl target;
  private final ReplicationSettings settings;
  private final Optional<Known> known;
  private final Optional<ConfirmedFlush> flush;

  /**
   * What was found.
   *
   * @param location where the checkpoint lies
   * @param checkpoint the position to go on from; loading: begin with a full sync
   * @param wentBack the target is behind what is known of it: it lost writes, and everything must
   *     be verified again
   * @param fresh nobody of this run was here before: the target is empty
   */
  record Claimed(
      CheckpointLocation location, Checkpoint checkpoint, boolean wentBack, boolean fresh) {

    /** The same claim at a later position. */
    Claimed at(Checkpoint later) {
      return new Claimed(location, later, wentBack, false);
    }
  }

  /**
   * @param known what the target is known to have held; empty when it never caught up
   * @param flush what of the target may be removed; empty: nothing
   */
  TargetClaim(
      CheckpointStore store,
      FlushedClaim flushed,
      RedisControl target,
      ReplicationSettings settings,
      Optional<Known> known,
      Optional<ConfirmedFlush> flush) {
    this.store = store;
    this.flushed = flushed;
    this.target = target;
    this.settings = settings;
    this.known = known;
    this.flush = flush;
  }

  /**
   * Claims or takes over.
   *
   * @param databases how many databases the target has
   * @param sourceDatabases those of the source that hold keys
   */
  Claimed claim(int databases, Collection<Integer> sourceDatabases) throws InterruptedException {
    Optional<Claimed> taken = takeOver();
    return taken.isPresent() ? taken.get() : claimEmpty(databases, sourceDatabases);
  }

  /** Takes over; empty, and nothing claimed, where no worker of any run has a checkpoint. */
  Optional<Claimed> takeOver() throws InterruptedException {
    Map<Integer, Checkpoint> found = store.findAll();
    found.forEach(
        (database, checkpoint) ->
            new Claim(settings.run(), settings.epoch(), new CheckpointLocation(database))
                .own(Optional.of(checkpoint)));
    return found.isEmpty() ? Optional.empty() : Optional.of(takeOver(found));
  }

  private Claimed claimEmpty(int databases, Collection<Integer> sourceDatabases) {
    SortedMap<Integer, ServerInfo.Keyspace> keys = target.info("keyspace").keyspaces();
    if (known.isPresent()) {
      requireRefill(known.get(), keys);
    } else if (!keys.isEmpty()) {
      return claimFlushed(keys, databases, sourceDatabases);
    }
    CheckpointLocation location = CheckpointLocation.place(databases, sourceDatabases);
    return new Claimed(location, store.claim(location), false, true);
  }

  /**
   * Only databases that the source uses too are emptied. Others would be written to as soon as the
   * source uses them, so a target is refused where they hold keys, and they are left as they are.
   */
  private Claimed claimFlushed(
      SortedMap<Integer, ServerInfo.Keyspace> keys,
      int databases,
      Collection<Integer> sourceDatabases) {
    ConfirmedFlush confirmed =
        flush.orElseThrow(
            () ->
                new EngineException(
                    Reason.TargetNotEmpty,
                    "the target holds " + some(keys) + ", and nothing is confirmed to be removed",
                    "empty it, name another in spec.target.endpoints, or set"
                        + " spec.target.existingData to Flush and confirm that"));
    SortedMap<Integer, ServerInfo.Keyspace> unused = without(keys, sourceDatabases);
    if (!unused.isEmpty()) {
      throw new EngineException(
          Reason.TargetNotEmpty,
          "the target holds "
              + some(unused)
              + ", which the source does not use: nothing was removed",
          "a flush empties only databases that the source uses; empty the others yourself, or name"
              + " another target in spec.target.endpoints");
    }
    SortedMap<Integer, ServerInfo.Keyspace> unseen = without(keys, confirmed.databases());
    if (!unseen.isEmpty()) {
      throw new EngineException(
          Reason.FlushNotConfirmed,
          "the target holds " + some(unseen) + ", which nobody has confirmed: nothing was removed",
          "retry: it is validated again and shows what would be removed, with a new token");
    }
    CheckpointLocation location = CheckpointLocation.place(databases, sourceDatabases);
    Checkpoint claimed =
        flushed.claim(location, keys.keySet(), confirmed.targetRunId(), confirmed.requireOrdered());
    return new Claimed(location, claimed, false, true);
  }

  private static SortedMap<Integer, ServerInfo.Keyspace> without(
      SortedMap<Integer, ServerInfo.Keyspace> keys, Collection<Integer> databases) {
    SortedMap<Integer, ServerInfo.Keyspace> left = new TreeMap<>(keys);
    left.keySet().removeAll(Set.copyOf(databases));
    return left;
  }

  /** A target that had caught up, and holds no checkpoint any more. */
  private void requireRefill(Known before, SortedMap<Integer, ServerInfo.Keyspace> keys) {
    String lost =
        "the target had been filled to offset "
            + before.confirmed()
            + " and now holds no checkpoint of this run";
    if (!keys.isEmpty()) {
      // No claim of ours lies beside them, so nobody can say that they are ours to flush.
      throw new EngineException(
          Reason.CheckpointMissing,
          lost + ", but " + some(keys),
          "find out whose they are, empty the target, then retry to copy everything again");
    }
    if (!settings.flushOnResync()) {
      throw new EngineException(
          Reason.CheckpointMissing,
          lost + ": it was emptied or replaced",
          "find out what happened to the target, then retry to copy everything again; with"
              + " spec.onFullResync Flush that is done without asking");
    }
  }

  private static String some(SortedMap<Integer, ServerInfo.Keyspace> keys) {
    int first = keys.firstKey();
    long count = keys.get(first).keys();
    return (count == 1 ? "1 key" : count + " keys") + " in database " + first;
  }

  private Claimed takeOver(Map<Integer, Checkpoint> found) throws InterruptedException {
    int database =
        found.entrySet().stream()
            .max((one, other) -> Long.compare(one.getValue().applied(), other.getValue().applied()))
            .orElseThrow()
            .getKey();
    CheckpointLocation location = new CheckpointLocation(database);
    Checkpoint taken = store.takeOver(location);
    return new Claimed(location, taken, isBehind(taken), false);
  }

  private boolean isBehind(Checkpoint taken) {
    if (known.isEmpty()) {
      return false;
    }
    if (taken.state() == CheckpointState.LOADING && !settings.flushOnResync()) {
      throw new EngineException(
          Reason.CheckpointWentBack,
          "the target had been filled to offset "
              + known.get().confirmed()
              + " and now holds a part of a snapshot",
          "find out what happened to the target, then retry to copy everything again; with"
              + " spec.onFullResync Flush that is done without asking");
    }
    return taken.state() != CheckpointState.LOADING && taken.applied() < known.get().confirmed();
  }
}
