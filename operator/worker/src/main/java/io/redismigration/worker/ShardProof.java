package io.redismigration.worker;

import io.redismigration.engine.cutover.EqualityProof;
import io.redismigration.migration.model.VerificationProgress;
import java.time.Duration;

/** The comparison of both sides as the worker of a shard uses it. */
interface ShardProof extends AutoCloseable {

  /** Begins, or begins a further pass; the same round again changes nothing. */
  void round(int round);

  /** Copies again what was found to differ; the same round again changes nothing. */
  void repair(int round) throws InterruptedException;

  /** What has been found. */
  VerificationProgress progress();

  /** Gives keys on the target the source's own expiry times, and keeps the changed set small. */
  void arm(Duration atMost) throws InterruptedException;

  /** Lets keys live longer on the target again: the cutover was undone. */
  void disarm() throws InterruptedException;

  /** The comparison under the fence. */
  EqualityProof atFence();

  @Override
  void close();
}
