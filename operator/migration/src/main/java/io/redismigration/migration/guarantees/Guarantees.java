package io.redismigration.migration.guarantees;

import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.Guarantee;
import io.redismigration.migration.model.Guarantee.Strength;
import io.redismigration.migration.model.Promise;
import io.redismigration.migration.model.VerificationSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns facts into one verdict per promise: any weakness weakens it; without one, any unknown fact
 * leaves it unknown.
 */
public final class Guarantees {
  private static final String AND = "; ";
  private static final String NOT_READ = "not all could be read";
  private static final String NOT_LOCKED =
      "the target is not locked: its clients are looked at four times a second, so one that"
          + " connects, changes a key that was compared, and leaves in between is found only"
          + " by a later full comparison; keep other clients away from it";
  private static final Map<VerificationSpec.Mode, String> UNVERIFIED =
      Map.of(
          VerificationSpec.Mode.OFF, "verification is off",
          VerificationSpec.Mode.SAMPLE, "verification compares a sample of the keys only",
          VerificationSpec.Mode.COUNTS, "verification compares numbers of keys only");

  private Guarantees() {}

  /** Every promise, in the order of {@link Promise}. */
  public static List<Guarantee> of(GuaranteeFacts facts) {
    return List.of(
        noWriteLost(facts),
        sourceUnharmed(facts),
        targetNotOverwritten(facts),
        cutoverUndoable(facts),
        timesToLive(facts));
  }

  private static Guarantee noWriteLost(GuaranteeFacts facts) {
    return new Verdict(Promise.NO_WRITE_LOST_OR_REPEATED)
        .needs(facts.partialResync(), "the source has no PSYNC: a lost link is a full sync")
        .needs(facts.offsetsExact(), "the source announces inexact offsets: they are calibrated")
        .harmedBy(facts.targetEvicts(), "the target may evict keys")
        .needs(facts.targetPersists(), "the target does not write to disk: its restart loses all")
        .harmedBy(
            facts.targetReplicas() == null ? null : facts.targetReplicas() > 0,
            "a failover of the target may lose writes its replicas do not have yet")
        .harmedBy(facts.verbatimScripts(), "the source replicates scripts as they are")
        .harmedBy(
            weakness(facts.verification()).isPresent(), weakness(facts.verification()).orElse(""))
        .harmedBy(
            facts.fence() == FenceKind.CLIENT_PAUSE
                && !Boolean.TRUE.equals(facts.sourceConfigWritable()),
            "CONFIG SET is not permitted on the source, so that its pause alone keeps writers out:"
                + " a worker killed in the moment of the commit leaves it to lapse within 10 s, and"
                + " what the source accepts then is not in the target")
        .given();
  }

  private static Optional<String> weakness(VerificationSpec verification) {
    return verification.comparesEveryKey()
        ? Optional.empty()
        : Optional.ofNullable(UNVERIFIED.get(verification.mode()));
  }

  /**
   * The same promises where keys are compared as they are now: that may change while it runs, the
   * other facts are those of the validation.
   */
  public static List<Guarantee> verifiedBy(List<Guarantee> given, VerificationSpec verification) {
    return given.stream()
        .map(
            each ->
                each.promise() == Promise.NO_WRITE_LOST_OR_REPEATED
                    ? verifiedBy(each, verification)
                    : each)
        .toList();
  }

  /** The same promises where the target refused to be locked after all. */
  public static List<Guarantee> unlocked(List<Guarantee> given) {
    return given.stream()
        .map(
            each ->
                each.promise() == Promise.TARGET_NOT_OVERWRITTEN
                        && !each.reason().contains(NOT_LOCKED)
                    ? new Guarantee(
                        each.promise(),
                        Strength.WEAKENED,
                        each.reason().isEmpty() ? NOT_LOCKED : each.reason() + AND + NOT_LOCKED)
                    : each)
        .toList();
  }

  private static Guarantee verifiedBy(Guarantee given, VerificationSpec verification) {
    List<String> reasons = new ArrayList<>(List.of(given.reason().split(AND)));
    reasons.removeIf(reason -> reason.isEmpty() || UNVERIFIED.containsValue(reason));
    weakness(verification).ifPresent(reasons::add);
    Strength strength =
        reasons.isEmpty()
            ? Strength.HELD
            : reasons.equals(List.of(NOT_READ)) ? Strength.UNKNOWN : Strength.WEAKENED;
    return new Guarantee(given.promise(), strength, String.join(AND, reasons));
  }

  private static Guarantee sourceUnharmed(GuaranteeFacts facts) {
    return new Verdict(Promise.SOURCE_UNHARMED)
        .needs(
            facts.sourceConfigWritable(),
            "CONFIG SET is not permitted: the source's own buffer limits decide")
        .harmedBy(facts.backlogCapped(), "memory is short: the backlog is smaller than asked for")
        .given();
  }

  private static Guarantee targetNotOverwritten(GuaranteeFacts facts) {
    return new Verdict(Promise.TARGET_NOT_OVERWRITTEN)
        .needs(
            facts.targetKillsClients(),
            "CLIENT KILL is not permitted: an old worker is fenced by its epoch only")
        .needs(facts.targetLocked(), NOT_LOCKED)
        .given();
  }

  private static Guarantee cutoverUndoable(GuaranteeFacts facts) {
    Verdict verdict = new Verdict(Promise.CUTOVER_CONFIRMED_AND_UNDOABLE);
    verdict.harmedBy(facts.fence() == null, "no fence is possible: see SourceFence");
    verdict.harmedBy(
        facts.fence() == FenceKind.MIN_REPLICAS
            || facts.fence() == FenceKind.CLIENT_PAUSE
                && !Boolean.FALSE.equals(facts.sourceConfigWritable()),
        "the fence outlives a worker that dies between fence and decision, so that no write is"
            + " accepted beside a commit: opening the source again needs a live worker or the"
            + " next run, or CONFIG SET min-replicas-to-write (before Redis 5.0:"
            + " min-slaves-to-write) to its value in status.parameters");
    verdict.harmedBy(
        facts.fence() == FenceKind.EXTERNAL, "the writers are yours to stop and to start again");
    return verdict.given();
  }

  private static Guarantee timesToLive(GuaranteeFacts facts) {
    return new Verdict(Promise.TIMES_TO_LIVE_KEPT)
        .harmedBy(
            facts.ttlInFloatIncrements(),
            "the source's stream loses times to live in INCRBYFLOAT: they are reconciled")
        .given();
  }

  /** Collects what speaks against one promise. */
  private static final class Verdict {
    private final Promise promise;
    private final List<String> weak = new ArrayList<>();
    private boolean unknown;

    Verdict(Promise promise) {
      this.promise = promise;
    }

    Verdict needs(Boolean fact, String otherwise) {
      return harmedBy(fact == null ? null : !fact, otherwise);
    }

    Verdict harmedBy(Boolean fact, String why) {
      if (fact == null) {
        unknown = true;
      } else if (fact) {
        weak.add(why);
      }
      return this;
    }

    Guarantee given() {
      if (!weak.isEmpty()) {
        if (unknown) {
          weak.add(NOT_READ);
        }
        return new Guarantee(promise, Strength.WEAKENED, String.join(AND, weak));
      }
      return unknown
          ? new Guarantee(promise, Strength.UNKNOWN, NOT_READ)
          : new Guarantee(promise, Strength.HELD, "");
    }
  }
}
