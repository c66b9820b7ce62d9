package io.redismigration.migration.plan;

import io.redismigration.migration.model.Author;
import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.CutoverSpec;
import io.redismigration.migration.model.FenceWork;
import io.redismigration.migration.model.Latches;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The stream is applied; a cutover begins when somebody said so and nothing stands in its way. */
final class Streaming implements PhaseHandler {
  private static final Duration NEAR = Duration.ofSeconds(1);
  private static final String CONFIRM = "spec.cutover.confirm";

  @Override
  public Outcome next(Observation seen, StatusDraft draft) {
    List<Task> tasks = seen.replicates(draft);
    Optional<Outcome> failed = Failures.first(tasks);
    if (failed.isPresent()) {
      return failed.get();
    }
    if (tasks.stream().anyMatch(Streaming::startedOver)) {
      draft.times.fullSyncCompleted = null;
      draft.times.caughtUp = null;
      return new Outcome.Advance(
          Phase.FULL_SYNC, "FullResync", "the source forced a full sync; the target is refilled");
    }
    rounds(draft);
    if (draft.times.caughtUp == null && caughtUp(seen, tasks)) {
      draft.times.caughtUp = seen.now();
    }
    draft.cutover.token = Token.of(seen, draft);
    if (CuttingOver.committed(draft, tasks)) {
      draft.cutover.blockers = List.of();
      return new Outcome.Advance(
          Phase.CUTTING_OVER,
          "AlreadyCommitted",
          "the target had taken over before: it is finished now; what the source has accepted"
              + " since, if it was open, is not in the target");
    }
    Optional<Outcome> written = ForeignWriting.end(seen, draft);
    if (written.isPresent()) {
      return written.get();
    }
    draft.cutover.blockers = Blockers.of(seen, draft, tasks);
    Trials.proceed(seen, draft, tasks);
    return cutover(seen, draft, tasks);
  }

  private static boolean startedOver(Task task) {
    return task.status().lostCatchUp() && task.status().state() == TaskState.FULL_SYNC;
  }

  private static void rounds(StatusDraft draft) {
    if (draft.asked.remove(Request.VERIFY)) {
      draft.run = draft.run.nextVerification();
    }
    if (draft.asked.remove(Request.REPAIR)) {
      draft.run = draft.run.nextRepair();
    }
  }

  private static boolean caughtUp(Observation seen, List<Task> tasks) {
    long near = Math.max(NEAR.toMillis(), seen.spec().cutover().maxLag().toMillis());
    return !tasks.isEmpty()
        && tasks.stream()
            .map(Task::status)
            .allMatch(
                report ->
                    report.state().streams()
                        && report.progress() != null
                        && report.progress().lagMillis() <= near);
  }

  private static Outcome cutover(Observation seen, StatusDraft draft, List<Task> tasks) {
    CutoverSpec spec = seen.spec().cutover();
    boolean named = draft.cutover.token.equals(spec.confirm());
    Instant lapsesAt = named ? lapsesAt(seen) : null;
    boolean confirmed = named && (lapsesAt == null || seen.now().isBefore(lapsesAt));
    Optional<String> unasked = confirmed ? Optional.empty() : whyNotUnasked(seen, draft);
    boolean wanted = confirmed || unasked.isEmpty();
    Instant wakeAt = earliest(seen, lapsesAt, wake(seen, draft));
    String lapsed = named && !confirmed ? lapsed(seen) : "";
    if (!draft.cutover.blockers.isEmpty()) {
      Blocker first = draft.cutover.blockers.get(0);
      String message = Workers.message(seen, tasks, "applying the stream");
      return new Outcome.Wait(
          wanted && draft.times.caughtUp != null
              ? "cutover waits: %s: %s; %s".formatted(first.reason(), first.message(), message)
              : message + lapsed,
          wakeAt);
    }
    if (!wanted) {
      return new Outcome.Wait(
          unasked.get()
              + outage(seen, draft)
              + "; to begin the cutover "
              + seen.settings().asking().toCutOver(draft.cutover.token)
              + lapsed,
          wakeAt);
    }
    draft.latches =
        new Latches(
            draft.latches.suspended(),
            draft.latches.cancelled(),
            draft.cutover.token,
            draft.latches.requests());
    String field = confirmed ? CONFIRM : "spec.cutover.mode";
    draft.confirmed("Cutover", field, seen.migration().author(field));
    return new Outcome.Advance(
        Phase.CUTTING_OVER,
        "CutoverBegan",
        confirmed ? "confirmed by token" : "by spec.cutover.mode");
  }

  /** Null: the word holds as long as it stands there. */
  private static Instant lapsesAt(Observation seen) {
    Author author = seen.migration().authors().get(CONFIRM);
    Duration holds = seen.settings().confirmationHolds();
    return holds == null || author == null || author.at() == null ? null : author.at().plus(holds);
  }

  private static String lapsed(Observation seen) {
    return "; ConfirmationLapsed: the cutover confirmed at %s had not begun %d minutes later: confirm"
            .formatted(
                seen.migration().authors().get(CONFIRM).at().truncatedTo(ChronoUnit.SECONDS),
                seen.settings().confirmationHolds().toMinutes())
        + " it again";
  }

  /** What is to be done under the fence costs, before anybody confirms it. */
  private static String outage(Observation seen, StatusDraft draft) {
    VerificationSpec wanted = seen.spec().verification();
    boolean every = wanted.atFence() == VerificationSpec.AtFence.FULL;
    FenceWork work = draft.verification == null ? null : draft.verification.atFence();
    if (!every && work == null) {
      return "";
    }
    String what =
        Stream.of(
                every ? "every key is compared" : null,
                work == null ? null : work.keys() + " large, busy keys are copied again")
            .filter(Objects::nonNull)
            .collect(Collectors.joining(" and "));
    Duration outage = draft.verification == null ? null : draft.verification.outage(wanted);
    return "; the source stays closed while %s, %s"
        .formatted(
            what,
            outage == null
                ? "nobody knows for how long"
                : "about %d ms".formatted(outage.toMillis()));
  }

  /** Empty: it may begin by itself. Only what was set before Preparing counts. */
  private static Optional<String> whyNotUnasked(Observation seen, StatusDraft draft) {
    CutoverSpec spec = seen.spec().cutover();
    if (spec.mode() == CutoverSpec.Mode.MANUAL) {
      return Optional.of("caught up");
    }
    if (spec.mode() != draft.observed.cutoverMode()) {
      return Optional.of("spec.cutover.mode was set after the start");
    }
    if (draft.cutover.undone >= seen.settings().cutoverTries()) {
      return Optional.of("undone %d times".formatted(draft.cutover.undone));
    }
    if (spec.mode() == CutoverSpec.Mode.SCHEDULED) {
      if (spec.at() == null) {
        return Optional.of("spec.cutover.at names no time");
      }
      if (seen.now().isBefore(spec.at())) {
        return Optional.of("the cutover is scheduled for " + spec.at());
      }
      if (seen.now().isAfter(spec.at().plus(spec.window()))) {
        return Optional.of("the window of the cutover ended at " + spec.at().plus(spec.window()));
      }
    }
    return Optional.empty();
  }

  private static Instant wake(Observation seen, StatusDraft draft) {
    Instant next =
        earliest(seen, draft.cutover.notBefore, Trials.givenUpAt(seen, draft.cutover.trial));
    return seen.spec().cutover().mode() == CutoverSpec.Mode.SCHEDULED
        ? earliest(seen, seen.spec().cutover().at(), next)
        : next;
  }

  /** The earlier of both that is still to come. */
  private static Instant earliest(Observation seen, Instant candidate, Instant other) {
    if (candidate == null || !candidate.isAfter(seen.now())) {
      return other;
    }
    return other == null || candidate.isBefore(other) ? candidate : other;
  }
}
