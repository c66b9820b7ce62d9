package io.redismigration.engine.run;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.control.RedisControl;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is emptied before a snapshot is copied anew over a part of one: the databases into which the
 * source's go, for what they hold is ours as long as nobody else was seen to write. Others are left
 * alone, whatever they hold.
 */
final class Refill {
  private final Servers servers;
  private final RedisControl target;
  private final Supplier<Optional<String>> othersWrote;

  /**
   * @param othersWrote who else wrote to the target since it was claimed, for people; empty: nobody
   *     was seen
   */
  Refill(Servers servers, RedisControl target, Supplier<Optional<String>> othersWrote) {
    this.servers = servers;
    this.target = target;
    this.othersWrote = othersWrote;
  }

  /**
   * Databases to empty, as they are now.
   *
   * @param at where the checkpoint lies, which is no data
   * @throws EngineException with {@link Reason#ForeignWrite} when what they hold may be somebody
   *     else's
   */
  List<Integer> databases(CheckpointLocation at) {
    List<Integer> filled =
        target.info("keyspace").keyspaces().entrySet().stream()
            .filter(each -> each.getValue().keys() > (each.getKey() == at.database() ? 1 : 0))
            .map(each -> each.getKey())
            .filter(this::isMapped)
            .toList();
    Optional<String> others = filled.isEmpty() ? Optional.empty() : othersWrote.get();
    if (others.isPresent()) {
      throw new EngineException(
          Reason.ForeignWrite,
          "the snapshot has to be copied anew, and what lies on the target may be somebody else's,"
              + " who wrote to it: "
              + others.get()
              + "; nothing was removed",
          "keep other clients from writing to the target, then retry: that empties the target, of"
              + " what they wrote as well, and copies everything again");
    }
    return filled;
  }

  /** A source that does not tell how many databases it has may use more than is usual. */
  private boolean isMapped(int database) {
    return database < servers.sourceDatabases() || servers.sourceKeys().containsKey(database);
  }
}
