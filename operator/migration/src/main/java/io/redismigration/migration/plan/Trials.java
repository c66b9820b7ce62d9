package io.redismigration.migration.plan;

import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.Trial;
import io.redismigration.migration.model.TrialResult;
import io.redismigration.migration.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Trials of the cutover, one after another, inside the phase Streaming: a worker is never ordered
 * to freeze by one, so none can end in a commit. While a rehearsal is under way no cutover begins.
 */
final class Trials {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** What hinders a rehearsal alone. */
  private static final Set<String> OF_A_REHEARSAL =
      Set.of("RehearsalNotPossible", "RehearsalTooLong");

  /** Without these nobody is there to ask. */
  private static final Set<String> NOBODY = Set.of("NotStreaming", "WorkerSilent");

  private Trials() {}

  /** To be called when the blockers of the moment are known. */
  static void proceed(Observation seen, StatusDraft draft, List<Task> tasks) {
    boolean tried = draft.cutover.trial != null;
    answered(seen, draft, tasks);
    if (tried && draft.cutover.trial == null) {
      // What it found stands in the way of a cutover from this moment on.
      draft.cutover.blockers = Blockers.of(seen, draft, tasks);
    }
    if (draft.cutover.trial == null) {
      begin(seen, draft);
    }
    Trial trial = draft.cutover.trial;
    if (trial != null && trial.kind() == Trial.Kind.REHEARSAL) {
      List<Blocker> found = new ArrayList<>(draft.cutover.blockers);
      found.add(new Blocker("Rehearsing", "a rehearsal is under way and ends by itself"));
      draft.cutover.blockers = List.copyOf(found);
    }
  }

  /** The phase in which it was asked for is left. */
  static void giveUp(Observation seen, StatusDraft draft) {
    Trial trial = draft.cutover.trial;
    if (trial != null) {
      draft.cutover.trial = null;
      draft.cutover.blockers =
          List.of(new Blocker("GivenUp", "the migration did not stay in phase Streaming"));
      end(seen, draft, trial, List.of());
      draft.cutover.blockers = List.of();
    }
  }

  /** When nobody waits for its answer any more; null: there is none. */
  static Instant givenUpAt(Observation seen, Trial trial) {
    return trial == null
        ? null
        : trial.askedAt().plus(seen.spec().cutover().timeout()).plus(ANSWER);
  }

  private static void begin(Observation seen, StatusDraft draft) {
    Optional<Trial.Kind> asked = asked(draft);
    if (asked.isEmpty()) {
      return;
    }
    Trial trial = new Trial(next(draft), asked.get(), seen.now());
    List<Blocker> blockers = draft.cutover.blockers;
    boolean pointless =
        trial.kind() == Trial.Kind.REHEARSAL
            ? !blockers.isEmpty()
            : blockers.stream().anyMatch(blocker -> NOBODY.contains(blocker.reason()));
    if (pointless) {
      end(seen, draft, trial, List.of());
    } else {
      draft.cutover.trial = trial;
    }
  }

  private static Optional<Trial.Kind> asked(StatusDraft draft) {
    if (draft.asked.remove(Request.DRY_RUN)) {
      return Optional.of(Trial.Kind.DRY_RUN);
    }
    return draft.asked.remove(Request.REHEARSE)
        ? Optional.of(Trial.Kind.REHEARSAL)
        : Optional.empty();
  }

  private static int next(StatusDraft draft) {
    return 1
        + Stream.of(draft.cutover.dryRun, draft.cutover.rehearsal)
            .filter(Objects::nonNull)
            .mapToInt(TrialResult::number)
            .max()
            .orElse(0);
  }

  private static void answered(Observation seen, StatusDraft draft, List<Task> tasks) {
    Trial trial = draft.cutover.trial;
    if (trial == null) {
      return;
    }
    List<TrialResult> answers =
        tasks.stream()
            .map(task -> task.status().cutover())
            .filter(Objects::nonNull)
            .map(CutoverProgress::trial)
            .filter(Objects::nonNull)
            .filter(answer -> answer.number() == trial.number() && answer.kind() == trial.kind())
            .toList();
    boolean all = !tasks.isEmpty() && answers.size() == tasks.size();
    if (all || !seen.now().isBefore(givenUpAt(seen, trial))) {
      draft.cutover.trial = null;
      end(seen, draft, trial, answers);
      if (trial.kind() == Trial.Kind.REHEARSAL) {
        Recheck.afterRehearsal(answers, seen, draft);
      }
    }
  }

  /** Without answers it was not tried, or nobody said how it went. */
  private static void end(
      Observation seen, StatusDraft draft, Trial trial, List<TrialResult> answers) {
    boolean dry = trial.kind() == Trial.Kind.DRY_RUN;
    List<Blocker> blockers = new ArrayList<>();
    if (dry || answers.isEmpty()) {
      blockers.addAll(draft.cutover.blockers);
    }
    answers.stream().flatMap(answer -> answer.blockers().stream()).forEach(blockers::add);
    if (answers.isEmpty() && blockers.isEmpty()) {
      blockers.add(new Blocker("NotAnswered", "the workers did not answer in time"));
    }
    Long outage =
        dry
            ? DryRun.outageMillis(seen.spec(), draft)
            : answers.stream()
                .map(TrialResult::outageMillis)
                .filter(Objects::nonNull)
                .max(Long::compareTo)
                .orElse(null);
    TrialResult result =
        new TrialResult(
            trial.number(),
            trial.kind(),
            seen.now(),
            blockers.isEmpty(),
            verdict(trial.kind(), blockers, outage),
            dry
                ? DryRun.steps(seen.spec(), draft, answers)
                : answers.stream().flatMap(answer -> answer.steps().stream()).toList(),
            outage,
            blockers.stream().distinct().toList());
    if (dry) {
      draft.cutover.dryRun = result;
    } else {
      draft.cutover.rehearsal = result;
    }
    tell(draft, result);
  }

  private static String verdict(Trial.Kind kind, List<Blocker> blockers, Long outage) {
    if (!blockers.isEmpty()) {
      Blocker first = blockers.get(0);
      String what =
          kind == Trial.Kind.REHEARSAL && OF_A_REHEARSAL.contains(first.reason())
              ? "a cutover could not be rehearsed, which does not hinder it"
              : "a cutover is not possible now";
      return "%s: %s: %s".formatted(what, first.reason(), first.message());
    }
    return outage == null
        ? "a cutover is possible now"
        : "a cutover is possible now; expect that nobody can write for about %d ms"
            .formatted(outage);
  }

  private static void tell(StatusDraft draft, TrialResult result) {
    String reason = Labels.of(result.kind());
    if (result.possible()) {
      draft.normal(reason, result.verdict());
    } else {
      draft.warn(reason, result.verdict());
    }
  }
}
