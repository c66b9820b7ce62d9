package io.redismigration.worker;

import io.redismigration.engine.cutover.EqualityProof;
import io.redismigration.migration.model.ThrottleSpec;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationSpec;
import java.time.Duration;

/** The comparison of both sides as the worker of a shard uses it. */
interface ShardProof extends AutoCloseable {

  /**
   * Compares that from now on, and begins a further pass when the round is a new one; the same
   * again changes nothing. Goes on with what {@link #disarm} left to be done.
   *
   * @param limits of what is read of snapshots; they act at once
   */
  void follow(VerificationSpec now, ThrottleSpec limits, int round);

  /** Copies again what was found to differ; the same round again changes nothing. */
  void repair(int round) throws InterruptedException;

  /**
   * Whether every key was compared by this worker and found equal, so that the delta alone is left
   * for the fence; true where nothing is to be compared before.
   */
  boolean provesTheRest();

  /** What has been found. */
  VerificationProgress progress();

  /** Gives keys on the target the source's own expiry times, and keeps the changed set small. */
  void arm(VerificationSpec.AtFence atFence, Duration atMost) throws InterruptedException;

  /**
   * The cutover was undone: keys that come are to live longer on the target again, and so are those
   * that are there, which is tried until it is done.
   */
  void disarm();

  /** An earlier worker may have armed: keys that are there are to live longer again. */
  void ttlsMayBeExact();

  /** Whether keys on the target may have the source's own expiry times. */
  boolean ttlsExact();

  /** The comparison under the fence. */
  EqualityProof atFence(VerificationSpec.AtFence atFence);

  @Override
  void close();
}
