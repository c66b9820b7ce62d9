package io.redismigration.engine.lane;

import io.redismigration.engine.PasswordRotation;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.Claim;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import java.time.Duration;
import java.util.Objects;

/**
 * What an ordered lane needs to know.
 *
 * @param clientName what the lane's connection is called in CLIENT LIST; no other connection may
 *     have that name, since former connections of the lane are found and ended by it
 * @param location where the checkpoint lies
 * @param firstRetry how long to wait before the first repetition; doubled each time
 * @param slowestRetry the longest wait between two repetitions
 * @param settle where the target does not let us end a former connection: how long to wait for what
 *     it may still have under way
 * @param seesBeforeExec EXEC is sent only when every command before it was accepted, at the cost of
 *     a round trip more per batch: for a target that executes what it had accepted of a transaction
 *     although it has refused the rest
 * @param rotation how long a refused password is taken for one that is being rotated
 */
public record OrderedLaneSettings(
    ClientName clientName,
    CheckpointLocation location,
    Duration firstRetry,
    Duration slowestRetry,
    Duration settle,
    boolean seesBeforeExec,
    Duration rotation) {

  public OrderedLaneSettings {
    Objects.requireNonNull(clientName);
    Objects.requireNonNull(location);
    if (firstRetry.isNegative() || firstRetry.isZero() || slowestRetry.compareTo(firstRetry) < 0) {
      throw new IllegalArgumentException("retries after " + firstRetry + " to " + slowestRetry);
    }
  }

  /** On the target whose checkpoint the lane writes. */
  Claim claim() {
    return new Claim(clientName.run(), clientName.epoch(), location);
  }

  /** Retries after 50 ms to 2 s, settles for 3 s. */
  public static OrderedLaneSettings of(
      ClientName clientName, CheckpointLocation location, Capabilities target) {
    return new OrderedLaneSettings(
        clientName,
        location,
        Duration.ofMillis(50),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3),
        !target.has(Feature.EXEC_ABORTS_WHEN_REFUSED),
        PasswordRotation.PATIENCE);
  }

  public OrderedLaneSettings withRotation(Duration longest) {
    return new OrderedLaneSettings(
        clientName, location, firstRetry, slowestRetry, settle, seesBeforeExec, longest);
  }
}
