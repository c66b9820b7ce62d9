package io.redismigration.engine.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.engine.control.AddressMapping;
import io.redismigration.engine.control.LettuceControl;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rehearsal on a real source, with a stream and a comparison that do what the test says. */
class RehearsalTest {
  private static final Duration MAX_LAG = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final RedisServers servers = RedisServers.standard();
  private RedisServer source;
  private LettuceControl control;

  @BeforeEach
  void startSource() {
    source = servers.start("7.0");
    source.command("PING");
    control =
        new LettuceControl(
            ConnectionSettings.to(new Endpoint(source.host(), source.port())),
            LettuceControl.Side.SOURCE,
            AddressMapping.none());
  }

  @AfterEach
  void stopSource() {
    control.close();
    servers.close();
  }

  @Test
  void opensTheSourceWhenBothSidesAreEqual() throws Exception {
    CutoverReport report = rehearse(wanted -> {}).run(MAX_LAG, PATIENCE);

    assertThat(report.committed()).isFalse();
    assertThat(report.steps().keySet())
        .containsExactly(
            CutoverStep.CATCH_UP, CutoverStep.FENCE, CutoverStep.DRAIN, CutoverStep.PROVE);
    assertThat(report.outage()).isLessThan(BriefPause.MOST);
    assertThat(writeTakes()).isLessThan(Duration.ofMillis(150));
  }

  @Test
  void isOverWhenTheSourceHasBeenClosedForLongEnough() throws Exception {
    Rehearsal rehearsal = rehearse(RehearsalTest::untilUnwanted);

    CutoverReport report = rehearsal.run(MAX_LAG, Duration.ofSeconds(20));

    assertThat(rehearsal.tookTooLong()).isTrue();
    assertThat(report.outage()).isLessThan(Duration.ofSeconds(2));
    assertThat(writeTakes()).isLessThan(Duration.ofMillis(150));
  }

  @Test
  void aPauseThatStandsAfterItsEndIsSomebodyElsesAndStays() throws Exception {
    Rehearsal rehearsal =
        rehearse(
            wanted -> {
              untilUnwanted(wanted);
              source.command("CLIENT", "PAUSE", "600", "WRITE");
            });

    rehearsal.run(MAX_LAG, Duration.ofSeconds(20));

    assertThat(writeTakes()).isGreaterThan(Duration.ofMillis(200));
  }

  @Test
  void aSourceWhoseWorkerDiesIsOpenSoon() {
    BriefPause pause = new BriefPause(control, System::nanoTime);

    pause.engage();

    // Far below the lease of a cutover, and with room for a machine that does other things.
    assertThat(writeTakes()).isBetween(Duration.ofMillis(50), Duration.ofSeconds(2));
  }

  private static void untilUnwanted(BooleanSupplier wanted) {
    while (wanted.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private Duration writeTakes() {
    long asked = System.nanoTime();
    assertThat(source.command("SET", "k", "v")).isEqualTo("OK");
    return Duration.ofNanos(System.nanoTime() - asked);
  }

  /**
   * @param comparing what happens while both sides are compared
   */
  private Rehearsal rehearse(Consumer<BooleanSupplier> comparing) {
    EqualityProof proof =
        new EqualityProof() {
          @Override
          public Finding prove(Duration atMost) {
            throw new AssertionError("nobody could break it off");
          }

          @Override
          public Finding prove(Duration atMost, BooleanSupplier wanted) {
            comparing.accept(wanted);
            return new Finding(1, 0, "equal");
          }
        };
    return new Rehearsal(control, new LevelStream(), proof, () -> true, System::nanoTime);
  }

  /** Whatever the source has, the target has confirmed. */
  private final class LevelStream implements DrainedStream {
    @Override
    public long confirmed() {
      return Long.MAX_VALUE;
    }

    @Override
    public boolean awaitConfirmed(long offset, Duration atMost) {
      return true;
    }

    @Override
    public void watchFrom(long offset) {}

    @Override
    public LateWrites late() {
      return LateWrites.none();
    }

    @Override
    public void rest(Duration patience) {
      throw new AssertionError("only a decision needs that");
    }

    @Override
    public void goOn() {}

    @Override
    public void neverWriteAgain() {
      throw new AssertionError("only after a decision");
    }

    @Override
    public String replicationId() {
      return control.info("replication").replicationId();
    }
  }
}
