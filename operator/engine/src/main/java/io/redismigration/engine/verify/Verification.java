package io.redismigration.engine.verify;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.bucket.SnapshotAccess;
import io.redismigration.engine.bucket.TwoSnapshots;
import io.redismigration.engine.cutover.EqualityProof;
import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.exact.Connector;
import io.redismigration.engine.exact.ExactReader;
import io.redismigration.engine.exact.Side;
import io.redismigration.engine.exact.StreamCuts;
import io.redismigration.engine.stream.DirtyKeys;
import io.redismigration.engine.stream.KeysByDatabase;
import io.redismigration.engine.stream.TouchedKeys;
import io.redismigration.engine.ttl.TtlPolicy;
import io.redismigration.redis.server.Capabilities;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * All of verification for one shard. {@link #start} compares everything on a thread of its own and
 * then, until {@link #close}, again and again what the stream touches, so that at any moment few
 * keys are open. For any thread.
 */
public final class Verification implements AutoCloseable {

  /**
   * What verification works on.
   *
   * @param source opens connections that read the source
   * @param target opens connections that read, repair and set TTLs on the target
   * @param sourceServer what the source can do
   * @param targetServer what the target can do
   * @param databases how many the source has
   * @param cuts has the stream stand still
   * @param touched keys named by the stream
   * @param dirty keys in doubt
   * @param ttl when keys expire on the target
   * @param snapshots how both sides are asked for a snapshot; empty: they are not
   */
  public record Subject(
      Connector source,
      Connector target,
      Capabilities sourceServer,
      Capabilities targetServer,
      int databases,
      StreamCuts cuts,
      TouchedKeys touched,
      DirtyKeys dirty,
      TtlPolicy ttl,
      Optional<SnapshotAccess> snapshots) {

    BothSides connect() {
      return new BothSides(new Side(source, sourceServer), new Side(target, targetServer));
    }
  }

  private final Subject subject;
  private final VerificationSettings settings;
  private final InstantSource clock;
  private final Evidence evidence;
  private final KeysByDatabase expiringHashes;
  private final Rounds rounds;
  private volatile FenceProof proof;

  /**
   * @param clock our clock
   */
  public Verification(Subject subject, VerificationSettings settings, InstantSource clock) {
    this.subject = subject;
    this.settings = settings;
    this.clock = clock;
    this.evidence =
        new Evidence(
            subject.touched(), subject.dirty(), subject.databases(), settings.keySetBytes());
    this.expiringHashes = new KeysByDatabase(settings.keySetBytes());
    BothSides sides = subject.connect();
    this.rounds =
        new Rounds(
            subject.cuts(),
            settlement(sides),
            new CountComparison(sides, new ExactReader(sides, subject.cuts())),
            subject
                .snapshots()
                .map(
                    access ->
                        new TwoSnapshots(
                            access, sides, subject.cuts(), subject.ttl(), settings.tolerance())),
            evidence,
            settings,
            clock);
  }

  private Settlement settlement(BothSides sides) {
    TtlRule rule = new TtlRule(subject.ttl(), settings.tolerance());
    return new Settlement(
        sides,
        new ExactReader(sides, subject.cuts()),
        new Comparison(subject.sourceServer(), subject.targetServer(), rule, clock),
        new LargeComparison(sides, rule),
        subject.touched(),
        expiringHashes);
  }

  /**
   * Starts, or orders another pass when one of a higher number is asked for than was begun.
   *
   * @param round 1 for the first
   */
  public void start(int round) {
    rounds.follow(rounds.plan(), round);
  }

  /**
   * The same, by that plan from now on: a pass that compares something else is given up and another
   * begun; a rate acts at once.
   */
  public void follow(VerificationPlan plan, int round) {
    rounds.follow(plan, round);
  }

  /** What is compared now. */
  VerificationPlan plan() {
    return rounds.plan();
  }

  /** Everything at this moment. */
  public VerificationStatus status() {
    return rounds.status();
  }

  /** The same for what is open since the last pass. */
  public EqualityProof arm() {
    return arm(FenceScope.DELTA);
  }

  /** Opens what is needed under the fence; nothing is dialled after this. */
  public EqualityProof arm(FenceScope scope) {
    FenceProof armed =
        new FenceProof(
            settlement(subject.connect()), subject.ttl(), evidence, scope, subject.cuts());
    try {
      armed.open();
    } catch (IOException e) {
      armed.close();
      throw unreachable(e);
    }
    FenceProof former = proof;
    proof = armed;
    if (former != null) {
      former.close();
    }
    return armed;
  }

  /**
   * What was armed last.
   *
   * @throws IllegalStateException before {@link #arm}
   */
  public EqualityProof proof() {
    if (proof == null) {
      throw new IllegalStateException("not armed");
    }
    return proof;
  }

  /**
   * Copies keys that differ or are dirty again, each at an offset of its own.
   *
   * @throws EngineException when a side cannot be reached
   */
  public RepairReport repair() throws InterruptedException {
    requireTurn();
    Evidence.Open open = evidence.take();
    try (BothSides sides = subject.connect()) {
      ExactReader exact = new ExactReader(sides, subject.cuts());
      Repairer repairer = new Repairer(sides, exact, settlement(sides), subject.ttl(), evidence);
      if (open.overflowed()) {
        evidence.touched().overflow();
      }
      for (KeysByDatabase.Some batch : open.batches(sides.keysAtOnce())) {
        repairer.repair(batch.dataset(), batch.keys());
      }
      return repairer.report();
    } catch (IOException e) {
      evidence.putBack(open);
      throw unreachable(e);
    } catch (RuntimeException | InterruptedException e) {
      evidence.putBack(open);
      throw e;
    } finally {
      evidence.leave();
    }
  }

  private void requireTurn() throws InterruptedException {
    if (!evidence.enterFirst(Duration.ofSeconds(30))) {
      throw new EngineException(
          Reason.NotProven, "a round of verification does not end", "try again");
    }
  }

  /**
   * Gives every key of the target the source's own time to live, and every key written from now on.
   *
   * @throws EngineException when a side cannot be reached, or the stream could not be stopped; TTLs
   *     are held again then
   */
  public TtlReport makeTtlsExact() throws InterruptedException {
    boolean done = false;
    try {
      TtlReport report = reconcile((ttls, repairer) -> ttls.makeExact(expiringHashes, repairer));
      done = true;
      return report;
    } finally {
      if (!done) {
        subject.ttl().hold();
      }
    }
  }

  /** Holds TTLs again, of keys there are and of keys to come: a cutover was undone. */
  public TtlReport holdTtls() throws InterruptedException {
    subject.ttl().hold();
    return reconcile((ttls, repairer) -> ttls.hold(expiringHashes, repairer));
  }

  @FunctionalInterface
  private interface Reconciliation {
    TtlReport with(TtlReconciler ttls, Repairer repairer) throws IOException, InterruptedException;
  }

  private TtlReport reconcile(Reconciliation how) throws InterruptedException {
    requireTurn();
    try (BothSides sides = subject.connect()) {
      ExactReader exact = new ExactReader(sides, subject.cuts());
      Settlement settlement = settlement(sides);
      return how.with(
          new TtlReconciler(sides, exact, subject.ttl(), settlement, evidence),
          new Repairer(sides, exact, settlement, subject.ttl(), evidence));
    } catch (IOException e) {
      throw unreachable(e);
    } finally {
      evidence.leave();
    }
  }

  private static EngineException unreachable(IOException e) {
    return new EngineException(
        Reason.NotProven,
        "a connection of the verification failed: " + e.getMessage(),
        "look at the connections, then verify again",
        e);
  }

  @Override
  public void close() {
    rounds.close();
    FenceProof armed = proof;
    if (armed != null) {
      armed.close();
    }
  }
}
