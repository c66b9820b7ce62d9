package io.redismigration.migration.plan;

import io.redismigration.migration.cutover.Decision;
import io.redismigration.migration.ledger.CheckpointCommand;
import io.redismigration.migration.ledger.FenceParameters;
import io.redismigration.migration.ledger.RestoreCommands;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A cutover whose decision is on record or not, and nobody here knows: the worker that was told to
 * freeze is gone. One new worker after another is sent to read it back, and until one has, the
 * source is opened by nobody. {@link #another} serves who must be told of a commit as well.
 *
 * @param lost whose worker is gone; null: everything is known
 */
record ReadBack(Observation seen, StatusDraft draft, Task lost) {
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  static ReadBack of(Observation seen, StatusDraft draft, List<Task> tasks) {
    boolean frozen = draft.phase == Phase.CUTTING_OVER && draft.cutover.deadline != null;
    if (!frozen || !CuttingOver.workerDecides(draft)) {
      return new ReadBack(seen, draft, null);
    }
    Task lost =
        tasks.stream()
            .filter(task -> Decision.undecided(CuttingOver.view(task, draft)))
            .findFirst()
            .orElse(null);
    return new ReadBack(seen, draft, lost);
  }

  /** Sends the next worker when it is time; empty: everything is known. */
  Optional<Outcome> next() {
    if (lost == null) {
      return Optional.empty();
    }
    if (!lost.status().state().ended()) {
      return Optional.of(Outcome.waiting(message()));
    }
    return Optional.of(another(message()));
  }

  /** Sends another worker for one that ended, when it is time. */
  Outcome another(String message) {
    Instant next = nextLook();
    boolean sent = lost.status().epoch() < draft.run.epoch();
    if (!sent && !seen.now().isBefore(next)) {
      draft.run = draft.run.nextEpoch();
    }
    return new Outcome.Wait(message, next);
  }

  /** Pauses grow with the time it has lasted; a worker whose clock is ahead is not waited for. */
  private Instant nextLook() {
    Instant heard = lost.status().heartbeat() == null ? seen.now() : lost.status().heartbeat();
    if (heard.isAfter(seen.now())) {
      return seen.now();
    }
    Duration pause = Duration.between(draft.times.phaseSince, heard).dividedBy(4);
    if (pause.compareTo(SHORTEST_PAUSE) < 0) {
      pause = SHORTEST_PAUSE;
    } else if (pause.compareTo(LONGEST_PAUSE) > 0) {
      pause = LONGEST_PAUSE;
    }
    return heard.plus(pause);
  }

  /** Why it is not known and what a person can do; the same until something happens. */
  String message() {
    Failure why = lost.status().failure();
    Endpoint target = lost.spec().target().endpoints().get(0);
    List<LedgerEntry> fence =
        draft.parameters.stream()
            .filter(entry -> entry.open() && FenceParameters.contains(entry.parameter()))
            .toList();
    return "whether the cutover is committed is not known until a worker has read the target's"
        + " checkpoint; the source stays closed"
        + (why == null ? "" : ". The last one failed, another is sent: " + told(why))
        + ". See for yourself: "
        + CheckpointCommand.of(target)
        + (fence.isEmpty()
            ? ""
            : "; only if that does not say state=committed, open the source: "
                + String.join(" && ", RestoreCommands.of(fence)));
  }

  private static String told(Failure why) {
    String remedy = why.remedy() == null || why.remedy().isEmpty() ? "" : " (" + why.remedy() + ")";
    return why.reason() + ": " + why.message() + remedy;
  }
}
