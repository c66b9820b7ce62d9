package io.redismigration.migration.plan;

import io.redismigration.migration.checks.FlushScope;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.Flush;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Resolved;
import io.redismigration.migration.task.FlushOrder;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Removal of what the target holds, with {@code spec.target.existingData: Flush}: offered by a
 * validation with a token, confirmed by that token alone, looked at once more on start, ordered
 * until the target is claimed, and spent with that. A word that does not fit is never an error.
 */
final class Flushing {
  private static final String FIELD = "spec.target.flushConfirm";

  private Flushing() {}

  /**
   * After the first validation: what is to be confirmed. What was shown before stays as it was
   * shown, and its confirmation lasts, as long as it covers what is found.
   */
  static void offer(Observation seen, StatusDraft draft) {
    Flush last = draft.flush;
    int attempt = draft.run.attempt() + 1;
    boolean ofThisTarget =
        last != null && last.token().equals(token(seen, attempt, last.targetRunId(), last.keys()));
    draft.flush =
        found(seen, draft, attempt)
            .map(found -> ofThisTarget && last.covers(found) ? last : found)
            .orElse(null);
  }

  /** Whether only the user's word is missing. */
  static boolean isAwaited(StatusDraft draft) {
    return draft.phase == Phase.AWAITING_START && draft.flush != null && !draft.flush.confirmed();
  }

  /** Takes the confirmation; while there is none, nothing starts. */
  static Optional<Outcome> await(Observation seen, StatusDraft draft) {
    Flush open = draft.flush;
    if (open == null || open.confirmed()) {
      return Optional.empty();
    }
    if (open.token().equals(seen.spec().target().flushConfirm())) {
      draft.flush = open.confirm();
      draft.confirmed("Flush", FIELD, seen.migration().author(FIELD));
      draft.warn(
          "FlushConfirmed",
          "confirmed by token: %s of the target are removed when the migration starts"
              .formatted(FlushScope.told(open.keys())));
      return Optional.empty();
    }
    return Optional.of(Outcome.waiting(question(seen, open)));
  }

  private static String question(Observation seen, Flush open) {
    return "validated; the target holds %s, to be removed before the copy: to confirm that %s;"
            .formatted(
                FlushScope.told(open.keys()),
                seen.settings().asking().toFlush(open.token(), seen.migration().name()))
        + " nothing is removed without that";
  }

  /** On start, validated again: empty where no more is found than was confirmed. */
  static Optional<Outcome> stillConfirmed(Observation seen, StatusDraft draft) {
    Flush confirmed = draft.flush;
    Flush found = found(seen, draft, draft.run.attempt()).orElse(null);
    if (found == null) {
      draft.flush = null;
      return Optional.empty();
    }
    if (confirmed != null && confirmed.confirmed() && confirmed.covers(found)) {
      return Optional.empty();
    }
    return Optional.of(
        new Outcome.Fail(
            new Failure(
                "FlushNotConfirmed",
                "the target now holds %s in process %s, and %s was confirmed to be removed: nothing"
                        .formatted(
                            FlushScope.told(found.keys()), found.targetRunId(), told(confirmed))
                    + " was removed",
                "find out who changed or replaced the target; a retry validates again and shows"
                    + " what would be removed, with a new token",
                true)));
  }

  private static String told(Flush confirmed) {
    return confirmed == null
        ? "nothing"
        : "%s in process %s".formatted(FlushScope.told(confirmed.keys()), confirmed.targetRunId());
  }

  /** What may be removed with the claim; null: nothing, or nothing any more. */
  static FlushOrder order(StatusDraft draft) {
    Flush confirmed = draft.flush;
    return confirmed == null || !confirmed.confirmed()
        ? null
        : new FlushOrder(
            confirmed.targetRunId(), List.copyOf(new TreeSet<>(confirmed.keys().keySet())));
  }

  /** Once a worker has the claim, whoever comes after it has nothing to remove. */
  static void spend(List<Task> workers, StatusDraft draft) {
    boolean claimed =
        workers.stream()
            .map(task -> task.status().state())
            .anyMatch(
                state ->
                    state.compareTo(TaskState.PREPARING) >= 0
                        && state.compareTo(TaskState.DETACHED) <= 0);
    if (draft.flush == null || !claimed) {
      return;
    }
    draft.warn(
        "TargetFlushed",
        "removed from the target, as confirmed: " + FlushScope.told(draft.flush.keys()));
    draft.flush = null;
  }

  /** What a validation found that would be removed. */
  private static Optional<Flush> found(Observation seen, StatusDraft draft, int attempt) {
    Resolved resolved = seen.preflight(draft).map(task -> task.status().resolved()).orElse(null);
    if (seen.spec().target().existingData() != ExistingData.FLUSH
        || resolved == null
        || resolved.targetRunId() == null
        || resolved.flushable().isEmpty()) {
      return Optional.empty();
    }
    String runId = resolved.targetRunId();
    Map<Integer, Long> keys = resolved.flushable();
    return Optional.of(new Flush(token(seen, attempt, runId, keys), runId, keys, false));
  }

  private static String token(
      Observation seen, int attempt, String runId, Map<Integer, Long> keys) {
    return Digest.of(
        "flush",
        seen.migration().uid(),
        attempt,
        seen.spec().target().connection().endpoints(),
        runId,
        new TreeMap<>(keys));
  }
}
