package io.redismigration.engine.stream;

import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerFamily;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What the stream applier needs to know of the run.
 *
 * @param run the migration's unique id
 * @param epoch this worker's
 * @param replicationId the history the offsets belong to now; it may change at a failover
 * @param sourceFamily how the source numbers its value types
 * @param sourceDatabases how many databases the source has
 * @param target what the target can do
 * @param targetDatabases how many databases the target has
 * @param checkpoint where the checkpoint lies
 * @param forwardPublish whether messages are published on the target
 * @param limits how much goes into one batch
 */
public record StreamSettings(
    String run,
    long epoch,
    Supplier<String> replicationId,
    ServerFamily sourceFamily,
    int sourceDatabases,
    Capabilities target,
    int targetDatabases,
    CheckpointLocation checkpoint,
    boolean forwardPublish,
    Limits limits) {

  public StreamSettings {
    Objects.requireNonNull(replicationId);
    Objects.requireNonNull(target);
    Objects.requireNonNull(checkpoint);
    Objects.requireNonNull(limits);
  }

  /**
   * Sizes.
   *
   * @param batchBytes a batch of that size is sent
   * @param batchCommands a batch of so many commands is sent
   * @param idleLaneBytes a batch of that size is sent when the lane has nothing else to do
   * @param transactionBytes a transaction of the source larger than that is split
   * @param transactionCommands a transaction of more commands than that is split
   * @param silentBytes so many bytes of stream without anything for the target make a checkpoint of
   *     their own
   */
  public record Limits(
      int batchBytes,
      int batchCommands,
      int idleLaneBytes,
      int transactionBytes,
      int transactionCommands,
      int silentBytes) {

    /** 1 MiB or 8,000 commands; transactions up to 64 MiB or 100,000 commands stay whole. */
    public static final Limits DEFAULT =
        new Limits(1 << 20, 8_000, 64 << 10, 64 << 20, 100_000, 256 << 10);
  }
}
