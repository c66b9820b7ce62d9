package io.redismigration.migration.plan;

import io.redismigration.migration.ledger.RestoreCommands;
import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.Condition;
import io.redismigration.migration.model.ConditionType;
import io.redismigration.migration.model.CutoverSpec;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.SwitchoverStatus;
import io.redismigration.migration.model.Truth;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Conditions follow from the rest of the status; the time of a transition is kept as long as the
 * status of a condition stays. Waiting for a person is healthy, as kstatus understands it: Ready is
 * true, Reconciling and Stalled are false.
 */
final class Conditions {
  private final Observation seen;
  private final StatusDraft draft;

  Conditions(Observation seen, StatusDraft draft) {
    this.seen = seen;
    this.draft = draft;
  }

  private record Verdict(Truth status, String reason, String message) {
    static Verdict yes(String reason) {
      return new Verdict(Truth.TRUE, reason, "");
    }

    static Verdict no(String reason, String message) {
      return new Verdict(Truth.FALSE, reason, message);
    }

    static Verdict open(String reason) {
      return new Verdict(Truth.UNKNOWN, reason, "");
    }

    static Verdict of(boolean truth, String reason) {
      return truth ? yes(reason) : no(reason, "");
    }
  }

  List<Condition> all() {
    List<Condition> all = new ArrayList<>();
    for (ConditionType type : ConditionType.values()) {
      Verdict verdict = verdict(type);
      all.add(
          new Condition(
              type,
              verdict.status(),
              verdict.reason(),
              verdict.message(),
              since(type, verdict.status()),
              seen.migration().generation()));
    }
    return List.copyOf(all);
  }

  private Instant since(ConditionType type, Truth status) {
    return draft.conditions.stream()
        .filter(last -> last.type() == type && last.status() == status)
        .findFirst()
        .map(Condition::since)
        .orElse(seen.now());
  }

  private Verdict verdict(ConditionType type) {
    return switch (type) {
      case VALIDATED -> validated();
      case FULL_SYNC_COMPLETED ->
          Verdict.of(
              draft.times.fullSyncCompleted != null,
              draft.times.fullSyncCompleted != null ? "Completed" : "NotCompleted");
      case CAUGHT_UP -> caughtUp();
      case VERIFIED -> verified();
      case CUTOVER_READY -> cutoverReady();
      case SWITCHED_OVER -> switchedOver();
      case PARAMETERS_RESTORED -> parametersRestored();
      case SUCCEEDED -> succeeded();
      case READY -> Verdict.of(health() == Health.SETTLED, settledReason());
      case RECONCILING -> Verdict.of(health() == Health.WORKING, settledReason());
      case STALLED ->
          health() == Health.STALLED
              ? new Verdict(Truth.TRUE, draft.failure.reason(), draft.failure.message())
              : Verdict.no(settledReason(), "");
    };
  }

  /** A run that failed follows nothing any more. */
  private boolean hasFailed() {
    return draft.phase == Phase.FAILED && !draft.cutover.committed();
  }

  private Verdict caughtUp() {
    if (draft.times.caughtUp == null) {
      return Verdict.no("Behind", "");
    }
    return hasFailed() ? Verdict.no("NotStreaming", "") : Verdict.yes("CaughtUp");
  }

  private Verdict validated() {
    if (draft.times.validated != null) {
      return Verdict.yes("Passed");
    }
    String failing =
        String.join(
            ", ",
            draft.checks.stream().filter(CheckResult::blocks).map(CheckResult::name).toList());
    if (draft.phase == Phase.FAILED && !failing.isEmpty()) {
      return Verdict.no(draft.failure.reason(), failing);
    }
    return Verdict.open(draft.phase == Phase.VALIDATING ? "Validating" : "NotValidated");
  }

  private Verdict verified() {
    if (seen.spec().verification().mode() == VerificationSpec.Mode.OFF) {
      return Verdict.open("VerificationOff");
    }
    VerificationProgress progress = draft.verification;
    if (progress == null) {
      return Verdict.open("NotBegun");
    }
    if (progress.outdated()) {
      return Verdict.no(
          "ForeignWrite",
          "written to after it was compared, by "
              + String.join(", ", progress.foreign().writers()));
    }
    String message = progress.message() == null ? "" : progress.message();
    return switch (progress.state()) {
      case PASSED -> passed(progress);
      case DIFFERENT -> Verdict.no("Different", "%d keys differ".formatted(progress.differences()));
      case RUNNING -> new Verdict(Truth.UNKNOWN, "Running", message);
      case FAILED -> Verdict.no("VerificationFailed", message);
      case OFF, PENDING -> Verdict.open("NotBegun");
    };
  }

  private Verdict passed(VerificationProgress progress) {
    if (progress.dirtyOverflow()) {
      return Verdict.no("DirtySetOverflow", "more keys changed than are remembered");
    }
    return hasFailed()
        ? new Verdict(
            Truth.UNKNOWN,
            "NotStreaming",
            "equal when it was compared; what became of the target since the run failed, nobody knows")
        : new Verdict(Truth.TRUE, equalBy(progress), scope(progress));
  }

  private static VerificationSpec.Mode mode(VerificationProgress progress) {
    return progress.pass() == null ? VerificationSpec.Mode.FULL : progress.pass().mode();
  }

  private static String equalBy(VerificationProgress progress) {
    return switch (mode(progress)) {
      case SAMPLE -> "SampleEqual";
      case COUNTS -> "CountsEqual";
      case FULL, OFF -> "Equal";
    };
  }

  private static String scope(VerificationProgress progress) {
    return switch (mode(progress)) {
      case SAMPLE ->
          "%d of %d keys compared".formatted(progress.keysCompared(), progress.pass().keysTotal());
      case COUNTS -> "only numbers of keys compared, %d".formatted(progress.pass().keysTotal());
      case FULL, OFF -> "";
    };
  }

  private Verdict cutoverReady() {
    return switch (draft.phase) {
      case STREAMING -> {
        if (draft.cutover.blockers.isEmpty()) {
          yield Verdict.yes("NothingInTheWay");
        }
        Blocker first = draft.cutover.blockers.get(0);
        yield Verdict.no(first.reason(), first.message());
      }
      case CUTTING_OVER -> Verdict.yes("CuttingOver");
      case COMPLETED -> Verdict.yes("Completed");
      default -> Verdict.no("NotStreaming", "");
    };
  }

  private Verdict switchedOver() {
    if (draft.cutover.committed()) {
      return clients(draft.cutover.switchover);
    }
    ReadBack unknown = ReadBack.of(seen, draft, seen.replicates(draft));
    return unknown.lost() == null
        ? Verdict.no("NotCommitted", "")
        : new Verdict(Truth.UNKNOWN, "CommitUnknown", unknown.message());
  }

  private static Verdict clients(SwitchoverStatus clients) {
    if (clients == null) {
      return Verdict.yes("Committed");
    }
    return switch (clients.state()) {
      case PREPARING, SWITCHING -> Verdict.no("Switching", clients.message());
      case SWITCHED, DONE -> Verdict.yes("Switched");
      case REVERTED -> Verdict.no("Reverted", clients.message());
      case FAILED -> Verdict.no("SwitchoverFailed", clients.message());
    };
  }

  private Verdict parametersRestored() {
    List<LedgerEntry> open = CleanUp.open(draft);
    boolean over = draft.phase.ended();
    if (open.isEmpty()) {
      return draft.parameters.isEmpty() && !over
          ? Verdict.open("NothingChanged")
          : Verdict.yes("Restored");
    }
    return over && open.stream().allMatch(e -> e.state() == LedgerEntry.State.NOT_RESTORED)
        ? Verdict.no("RestoreByHand", String.join("; ", RestoreCommands.of(open)))
        : Verdict.no("InUse", "");
  }

  private Verdict succeeded() {
    return switch (draft.phase) {
      case COMPLETED -> Verdict.yes("Completed");
      case FAILED -> Verdict.no(draft.failure.reason(), draft.failure.message());
      case CANCELLED -> Verdict.no("Cancelled", "");
      default -> Verdict.open("InProgress");
    };
  }

  private enum Health {
    WORKING,
    SETTLED,
    STALLED
  }

  private Health health() {
    return switch (draft.phase) {
      case FAILED -> Health.STALLED;
      case COMPLETED, CANCELLED, AWAITING_START -> Health.SETTLED;
      case STREAMING -> suspended() || awaitsPerson() ? Health.SETTLED : Health.WORKING;
      case FULL_SYNC -> suspended() ? Health.SETTLED : Health.WORKING;
      case PENDING, VALIDATING, PREPARING, CUTTING_OVER, CANCELLING -> Health.WORKING;
    };
  }

  private boolean suspended() {
    return draft.latches.suspended();
  }

  private boolean awaitsPerson() {
    return draft.cutover.blockers.isEmpty() && draft.cutover.token != null;
  }

  private String settledReason() {
    return switch (draft.phase) {
      case STREAMING ->
          suspended()
              ? "Suspended"
              : !awaitsPerson()
                  ? "Streaming"
                  : seen.spec().cutover().mode() == CutoverSpec.Mode.SCHEDULED
                      ? "AwaitingCutoverTime"
                      : "AwaitingCutover";
      case FULL_SYNC -> suspended() ? "Suspended" : "FullSync";
      case AWAITING_START ->
          Flushing.isAwaited(draft) ? "AwaitingFlushConfirmation" : Labels.of(draft.phase);
      default -> Labels.of(draft.phase);
    };
  }
}
