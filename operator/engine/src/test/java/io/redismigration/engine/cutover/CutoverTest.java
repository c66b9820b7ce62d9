package io.redismigration.engine.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.control.AddressMapping;
import io.redismigration.engine.control.LettuceControl;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The order of steps and what is undone, on a real source with a stream and a target that do what
 * the test says.
 */
class CutoverTest {
  private static final Duration MAX_LAG = Duration.ofMillis(200);

  private final RedisServers servers = RedisServers.standard();
  private RedisServer source;
  private LettuceControl control;
  private final AtomicInteger commits = new AtomicInteger();
  private final ScriptedStream stream = new ScriptedStream();
  private final List<String> events = new ArrayList<>();
  private final Fence behind = new Behind();
  private boolean replicasBehind;
  private boolean refusesToLast;
  private volatile boolean wanted = true;
  private Consumer<CutoverStep> reached = step -> {};

  @BeforeEach
  void startSource() {
    source = servers.start("7.0");
    control =
        new LettuceControl(
            ConnectionSettings.to(new Endpoint(source.host(), source.port())),
            LettuceControl.Side.SOURCE,
            AddressMapping.none());
    stream.history = control.info("replication").replicationId();
  }

  @AfterEach
  void stopSource() {
    control.close();
    servers.close();
  }

  @Test
  void commitsUnderTheFenceWhenEverythingIsEqual() throws Exception {
    CutoverReport report = cutover(equal()).freeze(pause(), MAX_LAG, Duration.ofSeconds(10));

    assertThat(report.committed()).isTrue();
    assertThat(report.steps().keySet()).containsExactly(CutoverStep.values());
    assertThat(commits).hasValue(1);
    assertWritesWait();
  }

  @Test
  void theFenceLastsAndReplicasHaveItAllBeforeTheDecision() throws Exception {
    cutover(equal()).freeze(pause(), MAX_LAG, Duration.ofSeconds(10));

    assertThat(events).containsExactly("behind closed", "replicas", "commit");
  }

  @Test
  void replicasOfTheTargetThatAreBehindUndo() throws Exception {
    replicasBehind = true;

    CutoverReport report = cutover(equal()).freeze(pause(), MAX_LAG, Duration.ofSeconds(10));

    assertThat(report.undone().orElseThrow().reason()).isEqualTo(Reason.TargetReplicasBehind);
    assertThat(commits).hasValue(0);
    assertThat(events).containsExactly("behind closed", "replicas", "behind opened");
    assertThat(source.command("SET", "k", "v")).isEqualTo("OK");
  }

  @Test
  void aFenceThatCannotLastUndoes() throws Exception {
    refusesToLast = true;

    CutoverReport report = cutover(equal()).freeze(pause(), MAX_LAG, Duration.ofSeconds(10));

    assertThat(report.undone().orElseThrow().reason()).isEqualTo(Reason.FenceNotPossible);
    assertThat(commits).hasValue(0);
    assertThat(source.command("SET", "k", "v")).isEqualTo("OK");
  }

  @Test
  void aPauseOfSomebodyElseIsNotEnded() throws Exception {
    source.command("CLIENT", "PAUSE", "60000", "WRITE");

    pause().release();

    assertWritesWait();
  }

  @Test
  void opensTheSourceAgainWhenBothSidesDiffer() throws Exception {
    CutoverReport report =
        cutover(atMost -> new EqualityProof.Finding(10, 1, "1 of 10 keys differs"))
            .freeze(pause(), MAX_LAG, Duration.ofSeconds(10));

    assertThat(report.committed()).isFalse();
    assertThat(report.undone().orElseThrow().reason()).isEqualTo(Reason.VerificationFailed);
    assertThat(commits).hasValue(0);
    assertThat(source.command("SET", "k", "v")).isEqualTo("OK");
  }

  @Test
  void aComparisonThatDoesNotEndIsNoDifference() throws Exception {
    CutoverReport report =
        cutover(atMost -> EqualityProof.Finding.unknown("a connection failed"))
            .freeze(pause(), MAX_LAG, Duration.ofSeconds(10));

    assertThat(report.committed()).isFalse();
    assertThat(report.undone().orElseThrow().reason()).isEqualTo(Reason.NotProven);
    assertThat(commits).hasValue(0);
    assertThat(source.command("SET", "k", "v")).isEqualTo("OK");
  }

  @Test
  void opensTheSourceAgainWhenTheDrainTakesTooLong() throws Exception {
    reached = step -> stream.drained = false;

    CutoverReport report = cutover(equal()).freeze(pause(), MAX_LAG, Duration.ofMillis(300));

    assertThat(report.undone().orElseThrow().reason()).isEqualTo(Reason.DrainTimedOut);
    assertThat(report.outage()).isBetween(Duration.ofMillis(250), Duration.ofSeconds(5));
    assertThat(source.command("SET", "k", "v")).isEqualTo("OK");
  }

  @Test
  void theSourceStaysOpenWhileTheTargetIsFarBehind() throws Exception {
    stream.drained = false;
    CutoverReport report = cutover(equal()).freeze(new Behind(), MAX_LAG, Duration.ofMillis(300));

    assertThat(report.undone().orElseThrow().reason()).isEqualTo(Reason.LagTooHigh);
    assertThat(report.outage()).isZero();
    assertThat(report.steps()).isEmpty();
    assertThat(events).isEmpty();
    assertThat(source.command("SET", "k", "v")).isEqualTo("OK");
  }

  @Test
  void aTargetThatComesCloseAfterAWhileIsWaitedFor() throws Exception {
    stream.drainedAt = System.nanoTime() + 3 * MAX_LAG.toNanos();

    CutoverReport report = cutover(equal()).freeze(pause(), MAX_LAG, Duration.ofSeconds(10));

    assertThat(report.committed()).isTrue();
    assertThat(report.steps().get(CutoverStep.CATCH_UP)).isGreaterThan(MAX_LAG.multipliedBy(2));
    assertThat(report.outage()).isLessThan(MAX_LAG.multipliedBy(3));
  }

  @Test
  void aDrainThatNobodyWaitsForAnyMoreOpensTheSourceAtOnce() throws Exception {
    reached =
        step -> {
          stream.drained = false;
          wanted = step == CutoverStep.CATCH_UP;
        };

    CutoverReport report = cutover(equal()).freeze(pause(), MAX_LAG, Duration.ofSeconds(60));

    assertThat(report.undone().orElseThrow().reason()).isEqualTo(Reason.CutoverUndone);
    assertThat(report.steps().keySet()).containsExactly(CutoverStep.CATCH_UP, CutoverStep.FENCE);
    assertThat(report.outage()).isLessThan(Duration.ofSeconds(1));
    assertThat(commits).hasValue(0);
    assertThat(source.command("SET", "k", "v")).isEqualTo("OK");
  }

  @Test
  void whatIsGivenUpDuringTheComparisonIsNotCommitted() throws Exception {
    EqualityProof givenUpMeanwhile =
        atMost -> {
          wanted = false;
          return new EqualityProof.Finding(10, 0, "equal");
        };

    CutoverReport report =
        cutover(givenUpMeanwhile).freeze(pause(), MAX_LAG, Duration.ofSeconds(10));

    assertThat(report.undone().orElseThrow().reason()).isEqualTo(Reason.CutoverUndone);
    assertThat(commits).hasValue(0);
    assertThat(source.command("SET", "k", "v")).isEqualTo("OK");
  }

  @Test
  void whatIsGivenUpDuringTheDecisionIsNotUndone() throws Exception {
    Decision givenUpMeanwhile =
        recording(
            () -> {
              wanted = false;
              if (commits.incrementAndGet() < 2) {
                throw new EngineException(Reason.TargetUnreachable, "no answer", "wait");
              }
            });

    CutoverReport report =
        cutover(equal(), givenUpMeanwhile).freeze(pause(), MAX_LAG, Duration.ofSeconds(10));

    assertThat(report.committed()).isTrue();
    assertThat(commits).hasValue(2);
    assertWritesWait();
  }

  @Test
  void aWriteThatCameThroughTheFenceUndoes() throws Exception {
    stream.late = new LateWrites(Map.of("SET", 1L), 0);

    CutoverReport report = cutover(equal()).freeze(pause(), MAX_LAG, Duration.ofSeconds(10));

    assertThat(report.undone().orElseThrow().reason()).isEqualTo(Reason.LateWrites);
    assertThat(report.undone().orElseThrow().evidence()).containsExactly("SET");
  }

  @Test
  void aSourceThatRestartsUnderTheFenceUndoesAlthoughTheStreamGoesOn() throws Exception {
    EqualityProof whileTheSourceRestarts =
        atMost -> {
          source.restart();
          await().ignoreExceptions().until(() -> !control.info("replication").isLoading());
          stream.history = control.info("replication").replicationId();
          return new EqualityProof.Finding(10, 0, "equal");
        };

    CutoverReport report =
        cutover(whileTheSourceRestarts)
            .freeze(
                new ClientPauseFence(control, Duration.ofSeconds(5), null),
                MAX_LAG,
                Duration.ofSeconds(20));

    assertThat(report.undone().orElseThrow().reason()).isEqualTo(Reason.SourceChanged);
    assertThat(commits).hasValue(0);
    assertThat(source.command("SET", "k", "v")).isEqualTo("OK");
  }

  @Test
  void aDeletionThatIsNoExpiryUndoes() throws Exception {
    stream.late = new LateWrites(Map.of(), 1);

    CutoverReport report = cutover(equal()).freeze(pause(), MAX_LAG, Duration.ofSeconds(10));

    assertThat(report.undone().orElseThrow().reason()).isEqualTo(Reason.LateWrites);
    assertThat(report.undone().orElseThrow().message()).contains("DEL");
  }

  @Test
  void keysThatExpireUnderTheFenceDoNotUndo() throws Exception {
    EqualityProof whileKeysExpire =
        atMost -> {
          source.command("PSETEX", "expires", "1", "v");
          await().until(() -> control.info("stats").number("expired_keys").orElse(0) > 0);
          stream.late = new LateWrites(Map.of(), 1);
          return new EqualityProof.Finding(10, 0, "equal");
        };

    CutoverReport report =
        cutover(whileKeysExpire).freeze(new Behind(), MAX_LAG, Duration.ofSeconds(10));

    assertThat(report.committed()).isTrue();
  }

  @Test
  void aCommitThatIsNotAnsweredKeepsTheSourceClosedUntilItIsKnown() throws Exception {
    Decision lostTwice =
        recording(
            () -> {
              if (commits.incrementAndGet() < 3) {
                pass(Duration.ofMillis(900));
                throw new EngineException(Reason.TargetUnreachable, "no answer", "wait");
              }
            });
    Cutover cutover = cutover(equal(), lostTwice);

    CutoverReport report =
        cutover.freeze(
            new ClientPauseFence(control, Duration.ofSeconds(1), behind),
            MAX_LAG,
            Duration.ofSeconds(10));

    assertThat(report.committed()).isTrue();
    assertThat(commits).hasValue(3);
    assertThat(stream.neverAgain).isTrue();
    assertWritesWait();
  }

  @Test
  void aCommitThatMayBeRecordedIsNeverUndone() {
    Decision refused =
        recording(
            () -> {
              throw new EngineException(Reason.TargetNotWritable, "refused", "look");
            });
    Cutover cutover = cutover(equal(), refused);

    assertThatThrownBy(() -> cutover.freeze(pause(), MAX_LAG, Duration.ofSeconds(10)))
        .isInstanceOf(EngineException.class);

    assertThat(stream.neverAgain).isTrue();
    assertWritesWait();
  }

  @Test
  void aLongComparisonDoesNotOpenTheSource() throws Exception {
    EqualityProof slow =
        atMost -> {
          pass(Duration.ofMillis(2_500));
          return new EqualityProof.Finding(10, 0, "equal");
        };

    CutoverReport report =
        cutover(slow)
            .freeze(
                new ClientPauseFence(control, Duration.ofSeconds(1), behind),
                MAX_LAG,
                Duration.ofSeconds(10));

    assertThat(report.committed()).isTrue();
  }

  @Test
  void aComparisonThatATargetGoneSilentHoldsUpKeepsTheSourceClosedNoLongerThanTheDeadline()
      throws Exception {
    Duration deadline = Duration.ofMillis(1_500);
    long[] opened = {0};
    EqualityProof heldUp =
        atMost -> {
          await()
              .pollDelay(Duration.ZERO)
              .until(() -> "OK".equals(source.command("SET", "k", "v")));
          opened[0] = System.nanoTime();
          pass(Duration.ofSeconds(1));
          return new EqualityProof.Finding(10, 0, "equal");
        };
    long begun = System.nanoTime();

    CutoverReport report =
        cutover(heldUp)
            .freeze(
                new ClientPauseFence(control, Duration.ofSeconds(20), behind), MAX_LAG, deadline);

    assertThat(report.undone().orElseThrow().reason()).isEqualTo(Reason.DrainTimedOut);
    assertThat(Duration.ofNanos(opened[0] - begun)).isBetween(deadline, deadline.plusMillis(900));
    assertThat(report.outage()).isLessThan(deadline.plusMillis(900));
    assertThat(commits).hasValue(0);
    assertThat(events).containsOnlyOnce("behind opened").doesNotContain("commit");
    assertThat(source.command("SET", "k", "v")).isEqualTo("OK");
  }

  @Test
  void aDefectUnderTheFenceOpensTheSource() {
    EqualityProof defect =
        atMost -> {
          throw new IllegalStateException("defect");
        };

    assertThatThrownBy(() -> cutover(defect).freeze(pause(), MAX_LAG, Duration.ofSeconds(10)))
        .isInstanceOf(IllegalStateException.class);

    assertThat(source.command("SET", "k", "v")).isEqualTo("OK");
  }

  private static void pass(Duration time) {
    await().pollDelay(time).until(() -> true);
  }

  @Test
  void anotherHistoryUndoes() throws Exception {
    stream.history = "0".repeat(40);

    CutoverReport report = cutover(equal()).freeze(pause(), MAX_LAG, Duration.ofSeconds(10));

    assertThat(report.undone().orElseThrow().reason()).isEqualTo(Reason.SourceChanged);
    assertThat(report.outage()).as("nothing was closed").isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void externalWaitsUntilNothingWasWrittenForAWhileAndGivesUpOtherwise() {
    SteppedTime time = new SteppedTime();
    AtomicInteger writes = new AtomicInteger();
    ExternalFence quiet =
        new ExternalFence(
            writes::get, Duration.ofSeconds(2), Duration.ofSeconds(30), () -> true, time);
    ExternalFence busy =
        new ExternalFence(
            writes::incrementAndGet,
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            () -> true,
            time);

    quiet.engage();
    assertThat(time.nanoTime()).isGreaterThanOrEqualTo(Duration.ofSeconds(2).toNanos());
    assertThatThrownBy(busy::engage)
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FenceNotPossible));
  }

  @Test
  void externalStopsWaitingForWritersWhenItIsGivenUp() {
    SteppedTime time = new SteppedTime();
    ExternalFence busy =
        new ExternalFence(
            new AtomicInteger()::incrementAndGet,
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            () -> time.nanoTime() < Duration.ofSeconds(3).toNanos(),
            time);

    assertThatThrownBy(busy::engage)
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CutoverUndone));
    assertThat(time.nanoTime()).isLessThan(Duration.ofSeconds(4).toNanos());
  }

  private Cutover cutover(EqualityProof proof) {
    return cutover(
        proof,
        recording(
            () -> {
              events.add("commit");
              commits.incrementAndGet();
            }));
  }

  private Cutover cutover(EqualityProof proof, Decision decision) {
    return new Cutover(control, stream, proof, decision, () -> wanted, System::nanoTime, reached);
  }

  private Fence pause() {
    return new ClientPauseFence(control, Duration.ofSeconds(5), behind);
  }

  private Decision recording(Runnable commit) {
    return new Decision() {
      @Override
      public void awaitReplicas(Duration atMost) {
        assertThat(atMost).isPositive();
        events.add("replicas");
        if (replicasBehind) {
          throw new EngineException(Reason.TargetReplicasBehind, "0 of 1", "look");
        }
      }

      @Override
      public void commit() {
        commit.run();
      }
    };
  }

  /** What stands behind a pause: told of, not done. */
  private final class Behind implements Fence {
    @Override
    public String name() {
      return "behind";
    }

    @Override
    public void engage() {
      events.add("behind closed");
      if (refusesToLast) {
        throw new EngineException(Reason.FenceNotPossible, "refused", "permit it");
      }
    }

    @Override
    public void renew() {
      events.add("behind renewed");
    }

    @Override
    public Duration lease() {
      return Duration.ZERO;
    }

    @Override
    public void makeLasting() {
      events.add("behind lasts");
    }

    @Override
    public void release() {
      assertPaused();
      events.add("behind opened");
    }
  }

  private void assertPaused() {
    try (var writer = source.connect()) {
      writer.send("SET", "is", "paused");
      writer.flush();
      await().until(() -> control.info("clients").number("blocked_clients").orElse(0) > 0);
    }
  }

  private static EqualityProof equal() {
    return atMost -> new EqualityProof.Finding(10, 0, "equal");
  }

  private void assertWritesWait() {
    CompletableFuture<Object> write =
        CompletableFuture.supplyAsync(() -> source.command("SET", "k", "v"));
    await().until(() -> control.info("clients").number("blocked_clients").orElse(0) > 0);
    assertThat(write).isNotDone();
    control.call("CLIENT", "UNPAUSE");
    assertThat(write.join()).isEqualTo("OK");
  }

  private static final class ScriptedStream implements DrainedStream {
    private String history;
    private boolean drained = true;
    private long drainedAt = System.nanoTime();
    private boolean neverAgain;
    private LateWrites late = LateWrites.none();

    private boolean isDrained() {
      return drained && System.nanoTime() - drainedAt >= 0;
    }

    @Override
    public long confirmed() {
      return isDrained() ? Long.MAX_VALUE : 0;
    }

    @Override
    public boolean awaitConfirmed(long offset, Duration atMost) throws InterruptedException {
      if (!isDrained()) {
        Thread.sleep(atMost.toMillis());
      }
      return isDrained();
    }

    @Override
    public void watchFrom(long offset) {
      assertThat(offset).isNotNegative();
    }

    @Override
    public LateWrites late() {
      return late;
    }

    @Override
    public void rest(Duration patience) {
      assertThat(patience).isPositive();
    }

    @Override
    public void goOn() {
      assertThat(neverAgain).isFalse();
    }

    @Override
    public void neverWriteAgain() {
      neverAgain = true;
    }

    @Override
    public String replicationId() {
      return history;
    }
  }

  private static final class SteppedTime implements ExternalFence.Pause {
    private long now;

    @Override
    public void sleep(Duration time) {
      now += time.toNanos();
    }

    @Override
    public long nanoTime() {
      return now;
    }
  }
}
