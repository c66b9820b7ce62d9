package io.redismigration.engine.run;

import io.redismigration.engine.spool.SpoolSettings;
import io.redismigration.redis.connection.ConnectionSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One replication: from where to where, for whom, and what may be done when the target's data turns
 * out not to fit.
 *
 * @param run the migration's unique id, one word
 * @param epoch this worker's, higher than that of every worker before
 * @param source the one server to copy
 * @param target the one server to copy to
 * @param spool where bytes wait for the target
 * @param hold how much longer keys with a TTL live on the target until the drain
 * @param known what an earlier worker of this run reported last; empty when nothing was ever
 *     confirmed
 * @param flush what the user has confirmed to be removed from the target when it is claimed; empty:
 *     a target that holds keys is refused
 * @param flushOnResync whether the target may be emptied and filled again after it had caught up
 *     once
 * @param forwardPublish whether messages are published on the target
 * @param othersWrote who else was seen to write to the target since it was claimed, for people,
 *     asked at the moment that matters; empty: nobody
 */
public record ReplicationSettings(
    String run,
    long epoch,
    ConnectionSettings source,
    ConnectionSettings target,
    SpoolSettings spool,
    Duration hold,
    Optional<Known> known,
    Optional<ConfirmedFlush> flush,
    boolean flushOnResync,
    boolean forwardPublish,
    Supplier<Optional<String>> othersWrote) {

  /** With nobody who looks for others' writes. */
  public ReplicationSettings(
      String run,
      long epoch,
      ConnectionSettings source,
      ConnectionSettings target,
      SpoolSettings spool,
      Duration hold,
      Optional<Known> known,
      Optional<ConfirmedFlush> flush,
      boolean flushOnResync,
      boolean forwardPublish) {
    this(
        run,
        epoch,
        source,
        target,
        spool,
        hold,
        known,
        flush,
        flushOnResync,
        forwardPublish,
        Optional::empty);
  }

  public ReplicationSettings {
    Objects.requireNonNull(source);
    Objects.requireNonNull(target);
    Objects.requireNonNull(spool);
    Objects.requireNonNull(known);
    Objects.requireNonNull(flush);
    Objects.requireNonNull(othersWrote);
    if (hold.isNegative()) {
      throw new IllegalArgumentException("negative hold " + hold);
    }
  }

  /**
   * Keys that may be removed from the target, once.
   *
   * @param targetRunId run id of the server process it was confirmed for
   * @param databases that may be emptied; keys in others are left alone, and refuse the target
   * @param requireOrdered throws when the removal is not this worker's to do any more; asked at the
   *     last moment, see {@link io.redismigration.engine.checkpoint.FlushedClaim}
   */
  public record ConfirmedFlush(
      String targetRunId, Set<Integer> databases, Runnable requireOrdered) {
    public ConfirmedFlush {
      databases = Set.copyOf(databases);
    }
  }

  /**
   * What an earlier worker had in the target, as far as somebody other than the target remembers
   * it.
   *
   * @param replicationId history of the source
   * @param confirmed last offset known to be in the target, in bytes
   */
  public record Known(String replicationId, long confirmed) {}
}
