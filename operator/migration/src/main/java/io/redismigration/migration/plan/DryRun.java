package io.redismigration.migration.plan;

import io.redismigration.migration.cutover.RepointCommands;
import io.redismigration.migration.ledger.FenceParameters;
import io.redismigration.migration.ledger.RestoreCommands;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.KeyCounts;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.StepProgress;
import io.redismigration.migration.model.SwitchoverSpec;
import io.redismigration.migration.model.TrialResult;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a cutover would do, step by step, and how long nobody could write. */
final class DryRun {
  /** Round trips for the fence, its last look, the replicas and the record of the decision. */
  private static final long ROUND_TRIPS_MILLIS = 10;

  private DryRun() {}

  /**
   * In the order of a cutover.
   *
   * @param answers the workers'; their steps say what the fence is made of
   */
  static List<StepProgress> steps(
      MigrationSpec spec, StatusDraft draft, List<TrialResult> answers) {
    List<StepProgress> steps = new ArrayList<>();
    answers.forEach(answer -> steps.addAll(answer.steps()));
    steps.add(step("Drain", drain(draft)));
    steps.add(step("Prove", proof(spec, draft)));
    steps.add(
        step(
            "Commit",
            "the target's replicas have everything; the decision is recorded in the target's"
                + " checkpoint, and nothing undoes it"));
    steps.add(step("CloseSource", source(spec)));
    steps.add(step("Switch", clients(spec)));
    steps.add(step("Restore", restore(draft)));
    return List.copyOf(steps);
  }

  private static String clients(MigrationSpec spec) {
    SwitchoverSpec wanted = spec.cutover().switchover();
    return wanted == null
        ? "nothing: no switchover is asked for, repoint the clients yourself"
        : "in a cluster, by its ServiceAccount %s, as with: %s"
            .formatted(wanted.serviceAccountName(), RepointCommands.of(wanted));
  }

  private static StepProgress step(String name, String what) {
    return new StepProgress(name, null, null, what);
  }

  private static String drain(StatusDraft draft) {
    long bytes = draft.shards.stream().mapToLong(ShardProgress::lagBytes).sum();
    Long millis = lagMillis(draft);
    return millis == null
        ? "%d bytes of the stream, the lag is not known".formatted(bytes)
        : "%d bytes of the stream, %d ms of it".formatted(bytes, millis);
  }

  private static String proof(MigrationSpec spec, StatusDraft draft) {
    VerificationProgress seen = draft.verification;
    return switch (spec.verification().atFence()) {
      case COUNTS -> "numbers of keys are compared";
      case FULL -> "every key is compared";
      case DELTA ->
          "%d keys are compared that changed since the last pass"
              .formatted(seen == null ? 0 : seen.dirtyKeys());
    };
  }

  private static String source(MigrationSpec spec) {
    if (spec.cutover().fence() == FenceKind.EXTERNAL) {
      return "nothing: you keep the source's writers stopped";
    }
    return spec.cutover().sourceAfter() == SourceAfter.READ_ONLY
        ? "clients are disconnected; it stays closed to writers until you open it"
        : "clients are disconnected; it is opened to writers again at the end (Release)";
  }

  private static String restore(StatusDraft draft) {
    List<LedgerEntry> open =
        draft.parameters.stream()
            .filter(LedgerEntry::open)
            .filter(entry -> !FenceParameters.contains(entry.parameter()))
            .toList();
    return open.isEmpty()
        ? "no parameter was changed"
        : "%d parameters, as with: %s"
            .formatted(open.size(), String.join(" && ", RestoreCommands.of(open)));
  }

  /** Lag, comparison and round trips; null where one of them is unknown. */
  static Long outageMillis(MigrationSpec spec, StatusDraft draft) {
    Long drain = lagMillis(draft);
    Long proof = proofMillis(spec, draft);
    return drain == null || proof == null ? null : drain + proof + ROUND_TRIPS_MILLIS;
  }

  private static Long lagMillis(StatusDraft draft) {
    long most = draft.shards.stream().mapToLong(ShardProgress::lagMillis).max().orElse(0);
    return most == ShardProgress.UNKNOWN_LAG ? null : Long.valueOf(most);
  }

  private static Long proofMillis(MigrationSpec spec, StatusDraft draft) {
    VerificationSpec.AtFence scope = spec.verification().atFence();
    if (scope == VerificationSpec.AtFence.COUNTS
        || scope == VerificationSpec.AtFence.DELTA
            && spec.verification().mode() == VerificationSpec.Mode.OFF) {
      return 0L;
    }
    Duration everyKey = draft.verification == null ? null : draft.verification.everyKey();
    if (scope == VerificationSpec.AtFence.FULL) {
      return everyKey == null ? null : Long.valueOf(everyKey.toMillis());
    }
    if (draft.verification == null) {
      return null;
    }
    KeyCounts keys = draft.keys;
    long all = keys == null ? 0 : keys.sourceTotal();
    long changed = draft.verification.dirtyKeys();
    if (changed == 0) {
      return 0L;
    }
    return everyKey == null || all == 0 ? null : Long.valueOf(everyKey.toMillis() * changed / all);
  }
}
