package io.redismigration.migration.guarantees;

import static io.redismigration.migration.model.Guarantee.Strength.HELD;
import static io.redismigration.migration.model.Guarantee.Strength.UNKNOWN;
import static io.redismigration.migration.model.Guarantee.Strength.WEAKENED;
import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.Guarantee;
import io.redismigration.migration.model.Promise;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.VerificationSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GuaranteesTest {

  @ParameterizedTest
  @EnumSource(Promise.class)
  void everyPromiseHoldsBetweenTwoModernServersButThatADeadWorkerMayLeaveTheSourceClosed(
      Promise promise) {
    Guarantee guarantee = given("").strength(promise);

    if (promise == Promise.CUTOVER_CONFIRMED_AND_UNDOABLE) {
      assertThat(guarantee.strength()).isEqualTo(WEAKENED);
      assertThat(guarantee.reason()).contains("live worker", "CONFIG SET min-replicas-to-write");
    } else {
      assertThat(guarantee.strength()).isEqualTo(HELD);
      assertThat(guarantee.reason()).isEmpty();
    }
  }

  @Test
  void aPauseWithNothingBehindItUndoesItselfButMayLoseAWrite() {
    Weakened release = given("sourceConfig");

    assertThat(release.strength(Promise.CUTOVER_CONFIRMED_AND_UNDOABLE).strength()).isEqualTo(HELD);
    assertThat(release.strength(Promise.NO_WRITE_LOST_OR_REPEATED).strength()).isEqualTo(WEAKENED);
    assertThat(release.strength(Promise.NO_WRITE_LOST_OR_REPEATED).reason())
        .contains("killed in the moment of the commit");
  }

  @ParameterizedTest(name = "{0} weakens {1}")
  @CsvSource({
    "partialResync, NO_WRITE_LOST_OR_REPEATED, no PSYNC",
    "offsetsExact, NO_WRITE_LOST_OR_REPEATED, inexact offsets",
    "targetEvicts, NO_WRITE_LOST_OR_REPEATED, evict",
    "targetPersists, NO_WRITE_LOST_OR_REPEATED, disk",
    "targetReplicas, NO_WRITE_LOST_OR_REPEATED, failover",
    "verbatimScripts, NO_WRITE_LOST_OR_REPEATED, scripts",
    "verification, NO_WRITE_LOST_OR_REPEATED, verification is off",
    "sample, NO_WRITE_LOST_OR_REPEATED, a sample of the keys only",
    "counts, NO_WRITE_LOST_OR_REPEATED, numbers of keys only",
    "sourceConfig, SOURCE_UNHARMED, CONFIG SET",
    "backlogCapped, SOURCE_UNHARMED, memory is short",
    "killsClients, TARGET_NOT_OVERWRITTEN, CLIENT KILL",
    "targetLocked, TARGET_NOT_OVERWRITTEN, not locked",
    "minReplicas, CUTOVER_CONFIRMED_AND_UNDOABLE, live worker",
    "noFence, CUTOVER_CONFIRMED_AND_UNDOABLE, no fence",
    "external, CUTOVER_CONFIRMED_AND_UNDOABLE, yours to stop",
    "floatTtl, TIMES_TO_LIVE_KEPT, INCRBYFLOAT",
  })
  void eachWeaknessIsToldWithItsReason(String weakness, Promise promise, String reason) {
    Guarantee guarantee = given(weakness).strength(promise);

    assertThat(guarantee.strength()).isEqualTo(WEAKENED);
    assertThat(guarantee.reason()).contains(reason);
    for (Promise other : Promise.values()) {
      if (other != promise && !weakness.equals("sourceConfig")) {
        assertThat(given(weakness).strength(other)).isEqualTo(given("").strength(other));
      }
    }
  }

  @Test
  void whatIsNotKnownIsNotPromised() {
    assertThat(given("unknownLock").strength(Promise.TARGET_NOT_OVERWRITTEN).strength())
        .isEqualTo(UNKNOWN);
  }

  @Test
  void aModeThatChangesWhileItRunsChangesWhatIsPromised() {
    List<Guarantee> held = Guarantees.of(given("").facts());
    List<Guarantee> sampled = by(held, VerificationSpec.Mode.SAMPLE, null);
    assertThat(sampled).isEqualTo(Guarantees.of(given("sample").facts()));
    assertThat(by(sampled, VerificationSpec.Mode.SAMPLE, null)).isEqualTo(sampled);
    assertThat(by(sampled, VerificationSpec.Mode.FULL, null)).isEqualTo(held);
    assertThat(by(sampled, VerificationSpec.Mode.OFF, VerificationSpec.AtFence.FULL))
        .isEqualTo(held);

    List<Guarantee> evicting = Guarantees.of(given("targetEvicts").facts());
    List<Guarantee> off = by(evicting, VerificationSpec.Mode.OFF, null);
    assertThat(off.get(0).reason()).contains("evict", "verification is off");
    assertThat(by(off, VerificationSpec.Mode.FULL, null)).isEqualTo(evicting);
  }

  @Test
  void whatCouldNotBeReadIsStillUnknownAfterwards() {
    List<Guarantee> unread =
        List.of(new Guarantee(Promise.NO_WRITE_LOST_OR_REPEATED, UNKNOWN, "not all could be read"));

    List<Guarantee> off = by(unread, VerificationSpec.Mode.OFF, null);

    assertThat(off.get(0).strength()).isEqualTo(WEAKENED);
    assertThat(by(off, VerificationSpec.Mode.FULL, null)).isEqualTo(unread);
  }

  @Test
  void aTargetThatRefusedTheLockAfterAllIsPromisedNoMoreThanOneThatCannotBeLocked() {
    List<Guarantee> locked = Guarantees.of(given("").facts());

    List<Guarantee> refused = Guarantees.unlocked(locked);

    assertThat(refused).isEqualTo(Guarantees.of(given("targetLocked").facts()));
    assertThat(Guarantees.unlocked(refused)).as("told once").isEqualTo(refused);
  }

  private static List<Guarantee> by(
      List<Guarantee> given, VerificationSpec.Mode mode, VerificationSpec.AtFence atFence) {
    return Guarantees.verifiedBy(given, new VerificationSpec(mode, atFence));
  }

  private static Weakened given(String weakness) {
    return new Weakened(weakness);
  }

  /** Facts without any weakness but the one named. */
  private record Weakened(String weakness) {
    Guarantee strength(Promise promise) {
      return Guarantees.of(facts()).get(promise.ordinal());
    }

    private boolean is(String name) {
      return weakness.equals(name);
    }

    private GuaranteeFacts facts() {
      return new GuaranteeFacts(
          !is("partialResync"),
          !is("offsetsExact"),
          !is("killsClients"),
          is("unknownLock") ? null : Boolean.valueOf(!is("targetLocked")),
          is("targetReplicas") ? 1 : 0,
          is("targetEvicts"),
          !is("targetPersists"),
          !is("sourceConfig"),
          is("backlogCapped"),
          is("verbatimScripts"),
          is("floatTtl"),
          fence(),
          SourceAfter.READ_ONLY,
          new VerificationSpec(mode(), null));
    }

    private VerificationSpec.Mode mode() {
      return switch (weakness) {
        case "verification" -> VerificationSpec.Mode.OFF;
        case "sample" -> VerificationSpec.Mode.SAMPLE;
        case "counts" -> VerificationSpec.Mode.COUNTS;
        default -> VerificationSpec.Mode.FULL;
      };
    }

    private FenceKind fence() {
      return switch (weakness) {
        case "minReplicas" -> FenceKind.MIN_REPLICAS;
        case "noFence" -> null;
        case "external" -> FenceKind.EXTERNAL;
        default -> FenceKind.CLIENT_PAUSE;
      };
    }
  }
}
