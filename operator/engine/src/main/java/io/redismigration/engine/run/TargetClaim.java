package io.redismigration.engine.run;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.CheckpointState;
import io.redismigration.engine.checkpoint.CheckpointStore;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.control.ServerInfo;
import io.redismigration.engine.run.ReplicationSettings.Known;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Makes a target ours before anything is written to it: claims an empty one, or takes one over that
 * an earlier worker of the same run has filled. What does not fit what is known of the run is
 * noticed here.
 */
final class TargetClaim {
  private final CheckpointStore store;
  private final RedisControl target;
  private final ReplicationSettings settings;

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

  TargetClaim(CheckpointStore store, RedisControl target, ReplicationSettings settings) {
    this.store = store;
    this.target = target;
    this.settings = settings;
  }

  /**
   * Claims or takes over.
   *
   * @param databases how many databases the target has
   * @param sourceDatabases those of the source that hold keys
   */
  Claimed claim(int databases, Collection<Integer> sourceDatabases) {
    Map<Integer, Checkpoint> found = store.findAll();
    for (Map.Entry<Integer, Checkpoint> each : found.entrySet()) {
      if (!each.getValue().run().equals(settings.run())) {
        throw claimedByAnother(each.getKey(), each.getValue());
      }
    }
    return found.isEmpty() ? claimEmpty(databases, sourceDatabases) : takeOver(found);
  }

  private static EngineException claimedByAnother(int database, Checkpoint other) {
    return new EngineException(
        Reason.TargetClaimedByAnotherRun,
        "the target is claimed by migration run " + other.run() + ", which is " + other.state(),
        "wait for it to end, choose another target, or, if that run is dead, run: redis-cli -n "
            + database
            + " DEL "
            + CheckpointLocation.KEY);
  }

  private Claimed claimEmpty(int databases, Collection<Integer> sourceDatabases) {
    if (settings.known().isPresent() && !settings.flushOnResync()) {
      throw new EngineException(
          Reason.CheckpointMissing,
          "the target had been filled to offset "
              + settings.known().get().confirmed()
              + " and now holds no checkpoint of this run: it was emptied or replaced",
          "find out what happened to the target; to fill it again set spec.onFullResync to Flush, or retry");
    }
    requireEmpty();
    CheckpointLocation location = CheckpointStore.place(databases, sourceDatabases);
    return new Claimed(location, store.claim(location), false, true);
  }

  private void requireEmpty() {
    SortedMap<Integer, ServerInfo.Keyspace> keys = target.info("keyspace").keyspaces();
    if (!keys.isEmpty()) {
      int first = keys.firstKey();
      throw new EngineException(
          Reason.TargetNotEmpty,
          "the target holds keys: %d in database %d".formatted(keys.get(first).keys(), first),
          "empty it (spec.target.existingData Reject permits nothing else), or name another in"
              + " spec.target.endpoints");
    }
  }

  private Claimed takeOver(Map<Integer, Checkpoint> found) {
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
    Optional<Known> known = settings.known();
    if (known.isEmpty()) {
      return false;
    }
    if (taken.state() == CheckpointState.LOADING && !settings.flushOnResync()) {
      throw new EngineException(
          Reason.CheckpointWentBack,
          "the target had been filled to offset "
              + known.get().confirmed()
              + " and now holds a part of a snapshot",
          "find out what happened to the target; to fill it again set spec.onFullResync to Flush, or retry");
    }
    return taken.state() != CheckpointState.LOADING && taken.applied() < known.get().confirmed();
  }
}
