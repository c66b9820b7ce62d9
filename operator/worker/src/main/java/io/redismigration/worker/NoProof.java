package io.redismigration.worker;

import io.redismigration.engine.cutover.EqualityProof;
import io.redismigration.migration.model.VerificationProgress;
import java.time.Duration;

/** The user has switched verification off: nothing is compared, and it is said so. */
final class NoProof implements ShardProof {
  @Override
  public void round(int round) {
    // nothing to compare
  }

  @Override
  public void repair(int round) {
    // nothing was found to differ
  }

  @Override
  public VerificationProgress progress() {
    return VerificationProgress.none(VerificationProgress.State.OFF);
  }

  @Override
  public void arm(Duration atMost) {
    // nothing to compare
  }

  @Override
  public void disarm() {
    // nothing to compare
  }

  @Override
  public EqualityProof atFence() {
    return atMost -> new EqualityProof.Finding(0, 0, "verification is off");
  }

  @Override
  public void close() {
    // nothing is open
  }
}
