package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.cutover.EqualityProof;
import io.redismigration.engine.run.Replication;
import io.redismigration.engine.verify.RepairReport;
import io.redismigration.engine.verify.Verification;
import io.redismigration.engine.verify.VerificationState;
import io.redismigration.engine.verify.VerificationStatus;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationProgress.State;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verification as a worker uses it. Where the user has switched the comparison off, expiry times
 * are made exact before a cutover all the same.
 */
final class EngineProof implements ShardProof {
  private static final Logger LOG = LoggerFactory.getLogger(EngineProof.class);

  private final Supplier<Verification> opening;
  private final Replication replication;
  private final boolean compares;
  private Verification verification;
  private int repaired;
  private Thread repair;

  /**
   * @param opening opens the verification, once the servers are known
   * @param compares whether keys are compared at all
   */
  EngineProof(Supplier<Verification> opening, Replication replication, boolean compares) {
    this.opening = opening;
    this.replication = replication;
    this.compares = compares;
  }

  private Verification open() {
    if (verification == null) {
      verification = opening.get();
    }
    return verification;
  }

  @Override
  public void round(int round) {
    if (compares && replication.streaming().isPresent()) {
      open().start(round + 1);
    }
  }

  @Override
  public void repair(int round) {
    if (!compares || round <= repaired || repair != null && repair.isAlive()) {
      return;
    }
    repaired = round;
    repair = new Thread(this::repairNow, "repair");
    repair.start();
  }

  private void repairNow() {
    try {
      RepairReport report = open().repair();
      LOG.info("repair: {}", report);
    } catch (EngineException e) {
      LOG.warn("repair: {} {}", e.reason(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public VerificationProgress progress() {
    if (!compares) {
      return VerificationProgress.none(State.OFF);
    }
    if (verification == null) {
      return VerificationProgress.none(State.PENDING);
    }
    VerificationStatus seen = verification.status();
    return new VerificationProgress(
        state(seen.state()),
        seen.round(),
        seen.coveredOffset() == 0 ? null : seen.coveredOffset(),
        seen.keysCompared(),
        seen.missing(),
        seen.extra(),
        seen.value(),
        seen.type(),
        seen.ttl(),
        seen.samples().stream().map(String::valueOf).toList(),
        seen.touched() + seen.dirty() + seen.undecided(),
        seen.overflow(),
        seen.coveredOffset() == 0 ? null : seen.duration());
  }

  private static State state(VerificationState engine) {
    return switch (engine) {
      case NEW, FAILED, CLOSED -> State.PENDING;
      case PASS, OVERFLOWED -> State.RUNNING;
      case EQUAL -> State.PASSED;
      case DIFFERENT -> State.DIFFERENT;
    };
  }

  @Override
  public void arm(Duration atMost) throws InterruptedException {
    LOG.info("expiry times made exact: {}", open().makeTtlsExact());
    if (compares) {
      open().arm();
    }
  }

  @Override
  public void disarm() throws InterruptedException {
    if (verification != null && !replication.ttl().isHolding()) {
      LOG.info("expiry times held again: {}", verification.holdTtls());
    }
  }

  @Override
  public EqualityProof atFence() {
    return compares
        ? open().proof()
        : atMost -> new EqualityProof.Finding(0, 0, "verification is off");
  }

  @Override
  public void close() {
    if (verification != null) {
      verification.close();
    }
  }
}
