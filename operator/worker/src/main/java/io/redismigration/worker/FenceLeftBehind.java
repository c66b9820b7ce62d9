package io.redismigration.worker;

import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointState;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.task.CutoverOrder;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.worker.parameters.ParameterKeeper;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source that an earlier worker of the run has closed for a cutover, and died. Writers wait for
 * whoever comes next, so that opening it, or knowing that it must stay closed, is the first thing
 * the next worker does: before it asks either side anything else, sets parameters, or dials a link.
 *
 * <p>A commit that is in doubt is never followed by an open source, because the order is this:
 *
 * <ol>
 *   <li>What decides is one record, {@link CheckpointState#COMMITTED} in the target's checkpoint. A
 *       worker writes it in a transaction that is executed only if the checkpoint still is the one
 *       it has read, and only if that one has no later epoch than its own.
 *   <li>The target is taken over: the checkpoint gets this worker's epoch, the connections of
 *       earlier workers are ended until the target lists none, and the checkpoint is written and
 *       read once more. A commit of an earlier worker either came before that and is what is read,
 *       or it is refused for ever. So what is read is no view of an open question but its answer.
 *   <li>The source is opened upon that answer alone. A target that is away or does not let us in, a
 *       checkpoint that is gone, unreadable or another run's, one that says loading where the run
 *       had caught up: none of them says that nothing was committed. The source stays closed, and
 *       the planner sends one worker after another until one has the answer. Only where the user
 *       lets an emptied target be filled anew without a question is the source opened all the same,
 *       later, when the target is claimed anew: what was committed there is gone with its data.
 * </ol>
 *
 * An earlier worker that was only asleep may close the source once more; it then finds its commit
 * refused, and opens what it has closed. The writes that an opened source takes are not lost: they
 * come by the stream, from the position that was read. What the target itself has lost by a
 * failover or from its disk is not known here; a commit waits for the target's replicas instead.
 */
final class FenceLeftBehind {
  private static final Logger LOG = LoggerFactory.getLogger(FenceLeftBehind.class);

  private final TaskSpec task;
  private final Shard shard;
  private final InstantSource clock;

  FenceLeftBehind(TaskSpec task, Shard shard, InstantSource clock) {
    this.task = task;
    this.shard = shard;
    this.clock = clock;
  }

  /**
   * Takes the target over, and opens the source if that says that nothing is committed. Does
   * nothing where no fence can have been left.
   *
   * @return whether it did open it
   * @throws io.redismigration.engine.EngineException when the target does not say, or the source
   *     cannot be told
   * @throws IOException when it is open and the ledger cannot say so
   */
  boolean liftUnlessCommitted() throws IOException, InterruptedException {
    boolean lasting = shard.keeper().isFenceOpen();
    boolean pause = mayPause(task.cutover(), clock.instant());
    if (!lasting && !pause || !isOpen(shard.replication().takeOver())) {
      return false;
    }
    LOG.info("an earlier worker's cutover is not committed: opening the source");
    // Before the pause: what that holds back must not meet the fence behind it.
    shard.keeper().restore(ParameterKeeper.fence());
    if (pause) {
      endPause();
    }
    return true;
  }

  /**
   * Whether the source is to be open.
   *
   * @param readBack the checkpoint, the target being taken over; empty: there is none
   */
  static boolean isOpen(Optional<Checkpoint> readBack) {
    return readBack.filter(found -> found.state() != CheckpointState.COMMITTED).isPresent();
  }

  /**
   * Whether a pause of the run can still hold writers: one was told to freeze with it, and what it
   * renewed last, before its deadline, has not ended by itself. A pause has no owner, so that later
   * ones are left alone.
   *
   * @param order of the cutover; null: there is none
   */
  static boolean mayPause(CutoverOrder order, Instant now) {
    return order != null
        && order.fence() == FenceKind.CLIENT_PAUSE
        && order.deadline() != null
        && now.isBefore(order.deadline().plus(CutoverRun.LEASE));
  }

  private void endPause() {
    try {
      shard.source().call("CLIENT", "UNPAUSE");
    } catch (CommandRefusedException e) {
      LOG.warn("the pause of the source is left to end by itself: {}", e.getMessage());
    }
  }
}
