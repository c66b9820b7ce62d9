package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.cutover.EqualityProof;
import io.redismigration.engine.foreign.ForeignWriteWatch;
import io.redismigration.engine.run.Replication;
import io.redismigration.engine.verify.FenceScope;
import io.redismigration.engine.verify.RepairReport;
import io.redismigration.engine.verify.Verification;
import io.redismigration.engine.verify.VerificationPlan;
import io.redismigration.engine.verify.VerificationState;
import io.redismigration.engine.verify.VerificationStatus;
import io.redismigration.migration.model.ForeignWrites;
import io.redismigration.migration.model.ThrottleSpec;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationProgress.State;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.migration.model.VerificationSpec.AtFence;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
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
  private final ForeignWriteWatch foreign;
  private final TtlHold hold;
  private volatile VerificationSpec wanted;
  private volatile Verification verification;
  private int lastRound;
  private int repaired;
  private Thread repair;
  private volatile String repairSaid;

  /**
   * @param opening opens the verification, once the servers are known
   * @param wanted what is compared, until {@link #follow} says otherwise
   * @param foreign looks for others' writes to the target
   */
  EngineProof(
      Supplier<Verification> opening,
      Replication replication,
      VerificationSpec wanted,
      ForeignWriteWatch foreign) {
    this.opening = opening;
    this.replication = replication;
    this.wanted = wanted;
    this.foreign = foreign;
    this.hold = new TtlHold(this::open);
  }

  private synchronized Verification open() {
    if (verification == null) {
      verification = opening.get();
    }
    return verification;
  }

  @Override
  public void follow(VerificationSpec now, ThrottleSpec limits, int round) {
    wanted = now;
    if (round > lastRound) {
      lastRound = round;
      repairSaid = null;
    }
    foreign.start();
    if (replication.streaming().isEmpty()) {
      return;
    }
    if (compares() || verification != null) {
      open().follow(plan(now, limits), round + 1);
    }
    hold.proceed();
  }

  private boolean compares() {
    return wanted.mode() != VerificationSpec.Mode.OFF;
  }

  private static VerificationPlan plan(VerificationSpec now, ThrottleSpec limits) {
    return new VerificationPlan(
        VerificationPlan.Mode.valueOf(now.mode().name()),
        now.sampleKeys() == null ? 0 : now.sampleKeys(),
        now.keysPerSecond(),
        VerificationPlan.Method.valueOf(now.method().name()),
        limits.bytesPerSecond());
  }

  @Override
  public void repair(int round) {
    if (!compares() || round <= repaired || repair != null && repair.isAlive()) {
      return;
    }
    repaired = round;
    repair = new Thread(this::repairNow, "repair");
    repair.setUncaughtExceptionHandler((where, cause) -> repairDefect(cause));
    repair.start();
  }

  private void repairNow() {
    try {
      RepairReport report = open().repair();
      LOG.info("repair: {}", report);
      repairSaid = VerificationReport.repaired(report);
    } catch (EngineException e) {
      repairFailed(e, e.getMessage());
    } catch (IllegalStateException e) {
      repairFailed(e, "the stream stands still: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void repairFailed(RuntimeException e, String what) {
    LOG.warn("the repair failed", e);
    repairSaid = "the repair failed, ask for it again: " + what;
  }

  /** A defect must not look like a repair that is done. */
  private void repairDefect(Throwable cause) {
    LOG.error("the repair ended by a defect", cause);
    repairSaid = "the repair ended by a defect of this program: " + cause;
  }

  @Override
  public boolean provesTheRest() {
    Verification opened = verification;
    return !compares() || opened != null && opened.status().state() == VerificationState.EQUAL;
  }

  @Override
  public VerificationProgress progress() {
    Verification opened = verification;
    if (!compares() || opened == null) {
      return VerificationProgress.none(compares() ? State.PENDING : State.OFF)
          .with(
              foreign(last -> false).orElse(null), hold.trouble().or(foreign::blind).orElse(null));
    }
    VerificationStatus seen = opened.status();
    return VerificationReport.of(seen)
        .with(
            foreign(last -> last - seen.pass().beganNanos() >= 0).orElse(null),
            seen.message()
                .or(() -> Optional.ofNullable(repairSaid))
                .or(hold::trouble)
                .or(foreign::blind)
                .orElse(null));
  }

  private Optional<ForeignWrites> foreign(LongPredicate sincePass) {
    return foreign
        .seen()
        .map(
            writes ->
                new ForeignWrites(
                    writes.writers(), writes.last(), sincePass.test(writes.lastNanos())));
  }

  @Override
  public void arm(AtFence atFence, Duration atMost) throws InterruptedException {
    hold.makeExact();
    if (proves(atFence)) {
      open().arm(scope(atFence));
    }
  }

  private boolean proves(AtFence atFence) {
    return compares() || atFence != AtFence.DELTA;
  }

  private static FenceScope scope(AtFence atFence) {
    return switch (atFence) {
      case DELTA -> FenceScope.DELTA;
      case FULL -> FenceScope.EVERY_KEY;
      case COUNTS -> FenceScope.COUNTS;
    };
  }

  @Override
  public void disarm() {
    foreign.rest(false);
    replication.ttl().hold();
    hold.giveBack();
  }

  @Override
  public void ttlsMayBeExact() {
    hold.missing();
  }

  @Override
  public boolean ttlsExact() {
    return hold.isExact();
  }

  @Override
  public EqualityProof atFence(AtFence atFence) {
    if (!proves(atFence)) {
      return atMost -> {
        foreign.rest(true);
        return new EqualityProof.Finding(0, 0, "verification is off");
      };
    }
    EqualityProof proof = open().proof();
    return new EqualityProof() {
      @Override
      public void approach(Duration atMost, BooleanSupplier stillWanted)
          throws InterruptedException {
        proof.approach(atMost, stillWanted);
      }

      @Override
      public Finding prove(Duration atMost) {
        return prove(atMost, () -> true);
      }

      @Override
      public Finding prove(Duration atMost, BooleanSupplier stillWanted) {
        long begun = System.nanoTime();
        Finding finding = proof.prove(atMost, stillWanted);
        requireNoForeignWrite(compares() && atFence != AtFence.FULL ? passBegan() : begun);
        return finding;
      }
    };
  }

  private long passBegan() {
    return verification.status().pass().beganNanos();
  }

  /** The last look: from the decision on the target has writers of its own. */
  private void requireNoForeignWrite(long compared) {
    foreign.lookNow();
    Optional<ForeignWrites> since =
        foreign(last -> last - compared >= 0).filter(ForeignWrites::sincePass);
    if (since.isPresent()) {
      throw new EngineException(
          Reason.ForeignWrite,
          "the target was written to after it was compared, by "
              + String.join(", ", since.get().writers()),
          "keep other clients from writing to the target, then verify again");
    }
    foreign.rest(true);
  }

  @Override
  public void close() {
    foreign.close();
    hold.close();
    if (verification != null) {
      verification.close();
    }
  }
}
