package io.redismigration.migration.plan;

import io.redismigration.migration.guarantees.Guarantees;
import io.redismigration.migration.ledger.TakenBack;
import io.redismigration.migration.lock.WatchedInstead;
import io.redismigration.migration.model.CutoverProgress;
import io.redismigration.migration.model.FenceWork;
import io.redismigration.migration.model.ForeignWrites;
import io.redismigration.migration.model.KeyCounts;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.Progress;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.StepProgress;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationProgress.State;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Copies what the workers report into the status; what they do not know any more is kept. */
final class Mirror {
  private static final int MOST_SHARDS = 32;

  private Mirror() {}

  static void copy(Observation seen, StatusDraft draft) {
    List<LedgerEntry> ledger = draft.parameters;
    List<StepProgress> steps = draft.cutover.steps;
    List<Task> shards = seen.replicates(draft);
    Stream.concat(
            Stream.concat(seen.preflight(draft).stream(), shards.stream()),
            seen.restore(draft).stream())
        .map(Task::status)
        .forEach(
            report -> {
              ledger(report, draft);
              if (report.resolved() != null) {
                draft.resolved = report.resolved().over(draft.resolved);
              }
              if (!report.guarantees().isEmpty()) {
                draft.guarantees = report.guarantees();
              }
            });
    shardProgress(shards, draft);
    keys(shards, draft);
    verification(shards, draft);
    List<CutoverProgress> parts = parts(shards, draft);
    cutover(parts, draft);
    lostWorker(ledger, steps, parts, draft);
    if (!draft.phase.ended()) {
      draft.guarantees = Guarantees.verifiedBy(draft.guarantees, seen.spec().verification());
      if (WatchedInstead.in(draft.parameters)) {
        draft.guarantees = Guarantees.unlocked(draft.guarantees);
      }
    }
  }

  private static void ledger(TaskStatus report, StatusDraft draft) {
    if (report.ledger().isEmpty()) {
      return;
    }
    Map<LedgerEntry.Key, LedgerEntry> entries = new LinkedHashMap<>();
    draft.parameters.forEach(entry -> entries.put(entry.key(), entry));
    report.ledger().stream()
        .filter(entry -> !isGivenUp(entries.get(entry.key()), entry, draft))
        .forEach(entry -> entries.put(entry.key(), entry));
    List<LedgerEntry> known = draft.parameters;
    draft.parameters = List.copyOf(entries.values());
    draft.parameters.stream()
        .filter(entry -> TakenBack.is(entry) && !known.contains(entry))
        .forEach(
            entry ->
                draft.warn(
                    "SourceEvicts",
                    "%s of %s: %s; the stream is followed with a smaller backlog, so that a longer"
                            .formatted(entry.parameter(), entry.address(), entry.message())
                        + " outage needs a full sync"));
    draft.parameters.stream()
        .filter(entry -> WatchedInstead.is(entry) && !known.contains(entry))
        .forEach(
            entry ->
                draft.warn(
                    "TargetNotLocked",
                    "the target %s is %s".formatted(entry.address(), entry.message())));
  }

  /** What the user was told to put back is not in use again because an old report says so. */
  private static boolean isGivenUp(LedgerEntry known, LedgerEntry told, StatusDraft draft) {
    return draft.phase.ended()
        && known != null
        && known.state() == LedgerEntry.State.NOT_RESTORED
        && told.open();
  }

  private static void shardProgress(List<Task> shards, StatusDraft draft) {
    Map<String, ShardProgress> known = new TreeMap<>();
    draft.shards.forEach(progress -> known.put(progress.shard(), progress));
    Instant heard = null;
    for (Task task : shards) {
      ShardProgress progress = task.status().progress();
      if (progress != null) {
        ShardProgress before = known.get(progress.shard());
        ShardProgress now =
            before == null ? progress : progress.with(progress.clients().over(before.clients()));
        known.put(progress.shard(), draft.cutover.committed() ? now.settled() : now);
        lostWrites(before, progress, draft);
        heard = later(heard, task.status().heartbeat());
      }
    }
    draft.shards = known.values().stream().limit(MOST_SHARDS).toList();
    if (!known.isEmpty()) {
      draft.progress = total(known.values().stream().toList(), heard, draft);
    }
  }

  private static void lostWrites(ShardProgress before, ShardProgress now, StatusDraft draft) {
    if (now.targetWentBack() > (before == null ? 0 : before.targetWentBack())) {
      draft.warn(
          "TargetLostWrites",
          "the target had lost writes it had confirmed (a failover, an older dump?); the stream"
              + " goes"
              + " on from offset %d, where the target is, and everything is compared again"
                  .formatted(now.confirmedOffset()));
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one == null || (other != null && other.isAfter(one)) ? other : one;
  }

  /** The time that counts is that of the report, so that looking again changes nothing. */
  private static Progress total(List<ShardProgress> shards, Instant heard, StatusDraft draft) {
    long done = sum(shards, ShardProgress::snapshotBytesDone);
    long total = sum(shards, ShardProgress::snapshotBytesTotal);
    long keysDone = sum(shards, ShardProgress::snapshotKeysDone);
    long keysTotal = sum(shards, ShardProgress::snapshotKeysTotal);
    boolean ended = draft.times.fullSyncCompleted != null;
    Double share =
        ended
            ? Double.valueOf(1)
            : total > 0
                ? Double.valueOf((double) done / total)
                : keysTotal > 0 ? Double.valueOf((double) keysDone / keysTotal) : null;
    Integer percent = share == null ? null : (int) Math.min(100, Math.floor(share * 100));
    return new Progress(done, total, keysDone, keysTotal, percent, eta(share, heard, draft));
  }

  /** At the rate since the copying began; what came before it says nothing of its speed. */
  private static Duration eta(Double share, Instant heard, StatusDraft draft) {
    Instant began = draft.phase == Phase.FULL_SYNC ? draft.times.phaseSince : null;
    if (share == null || share <= 0 || share >= 1 || heard == null || began == null) {
      return null;
    }
    double spent = Duration.between(began, heard).toMillis();
    return spent <= 0 ? null : Duration.ofSeconds(Math.round(spent * (1 - share) / share / 1000));
  }

  private static long sum(List<ShardProgress> shards, ToLongFunction<ShardProgress> what) {
    return shards.stream().mapToLong(what).sum();
  }

  /** Sources add up, shard by shard; every worker sees the same target. */
  private static void keys(List<Task> shards, StatusDraft draft) {
    List<KeyCounts> counts = reported(shards, TaskStatus::keys);
    if (counts.isEmpty()) {
      return;
    }
    Map<Integer, Long> source = new TreeMap<>();
    counts.forEach(
        count ->
            count.source().forEach((database, keys) -> source.merge(database, keys, Long::sum)));
    draft.keys = new KeyCounts(source, counts.get(0).target());
  }

  private static void verification(List<Task> shards, StatusDraft draft) {
    List<String> known = foreignWriters(draft);
    ForeignWrites before = draft.verification == null ? null : draft.verification.foreign();
    copyVerification(shards, draft);
    keep(before, draft);
    List<String> now = foreignWriters(draft);
    if (!known.containsAll(now)) {
      draft.warn(
          "ForeignWrite",
          "somebody else writes to the target: %s".formatted(String.join(", ", now)));
    }
  }

  /** A later worker knows nothing of them; whatever it compares, it compares after them. */
  private static void keep(ForeignWrites before, StatusDraft draft) {
    VerificationProgress now = draft.verification;
    if (before != null && now.foreign() == null) {
      draft.verification =
          now.with(new ForeignWrites(before.writers(), before.last(), false), now.message());
    }
  }

  private static List<String> foreignWriters(StatusDraft draft) {
    return draft.verification == null || draft.verification.foreign() == null
        ? List.of()
        : draft.verification.foreign().writers();
  }

  private static void copyVerification(List<Task> shards, StatusDraft draft) {
    List<VerificationProgress> parts = reported(shards, TaskStatus::verification);
    if (parts.size() == 1) {
      draft.verification = parts.get(0);
    } else if (!parts.isEmpty()) {
      draft.verification = parts.stream().reduce(Mirror::together).orElseThrow();
    }
  }

  private static VerificationProgress together(VerificationProgress a, VerificationProgress b) {
    return new VerificationProgress(
        weaker(a.state(), b.state()),
        Math.min(a.round(), b.round()),
        null,
        a.keysCompared() + b.keysCompared(),
        a.missing() + b.missing(),
        a.extra() + b.extra(),
        a.value() + b.value(),
        a.type() + b.type(),
        a.ttl() + b.ttl(),
        a.dirtyKeys() + b.dirtyKeys(),
        a.dirtyOverflow() || b.dirtyOverflow(),
        Stream.of(a, b)
            .map(VerificationProgress::duration)
            .filter(Objects::nonNull)
            .max(Duration::compareTo)
            .orElse(null),
        a.outdated() || b.foreign() == null ? a.foreign() : b.foreign(),
        a.message() == null ? b.message() : a.message(),
        Stream.concat(a.samples().stream(), b.samples().stream()).limit(20).toList(),
        a.pass() == null || b.pass() == null ? null : a.pass().plus(b.pass()),
        together(a.atFence(), b.atFence()),
        together(a.differingByDatabase(), b.differingByDatabase()));
  }

  private static Map<Integer, Long> together(Map<Integer, Long> a, Map<Integer, Long> b) {
    Map<Integer, Long> sum = new TreeMap<>(a);
    b.forEach((database, keys) -> sum.merge(database, keys, Long::sum));
    return sum;
  }

  /** Shards work at the same time. */
  private static FenceWork together(FenceWork a, FenceWork b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return new FenceWork(
        a.keys() + b.keys(), a.takes().compareTo(b.takes()) > 0 ? a.takes() : b.takes());
  }

  private static State weaker(State a, State b) {
    List<State> fromWeakest =
        List.of(
            State.FAILED, State.DIFFERENT, State.PENDING, State.RUNNING, State.OFF, State.PASSED);
    return fromWeakest.indexOf(a) <= fromWeakest.indexOf(b) ? a : b;
  }

  private static void cutover(List<CutoverProgress> parts, StatusDraft draft) {
    if (parts.isEmpty()) {
      return;
    }
    List<StepProgress> known = draft.cutover.steps;
    draft.cutover.steps = parts.stream().flatMap(part -> part.steps().stream()).toList();
    draft.cutover.steps.stream()
        .filter(step -> step.message() != null && !known.contains(step))
        .forEach(step -> draft.warn("SourceStartedAgain", step.message()));
    draft.cutover.outageMillis =
        parts.stream()
            .map(CutoverProgress::outageMillis)
            .filter(Objects::nonNull)
            .max(Long::compareTo)
            .orElse(draft.cutover.outageMillis);
    long late = parts.stream().mapToLong(CutoverProgress::lateWrites).sum();
    if (late > draft.cutover.lateWrites) {
      draft.warn(
          "LateWrites",
          "%d commands wrote to the source after the commit and are not in the target: somebody"
                  .formatted(late)
              + " opened the source, or its fence does not hold them");
      draft.cutover.lateWrites = late;
    }
    draft.cutover.liftCommands =
        parts.stream().map(CutoverProgress::liftCommand).filter(Objects::nonNull).toList();
  }

  private static List<CutoverProgress> parts(List<Task> shards, StatusDraft draft) {
    return reported(shards, TaskStatus::cutover).stream()
        .filter(part -> part.token() != null && part.token().equals(draft.cutover.token))
        .toList();
  }

  /**
   * What a lost worker did to writers is told as soon as somebody has opened the source: the next
   * try has an outage of its own. One that lives tells its outage itself, by which the planner goes
   * on streaming; its successor has not come to any step.
   *
   * @param ledger as it was before these reports
   * @param steps told before these reports
   */
  private static void lostWorker(
      List<LedgerEntry> ledger,
      List<StepProgress> steps,
      List<CutoverProgress> parts,
      StatusDraft draft) {
    boolean lives = parts.stream().anyMatch(part -> !part.steps().isEmpty());
    if (lives || draft.cutover.committed() || draft.phase == Phase.STREAMING) {
      return;
    }
    LeftClosed.of(ledger, draft.parameters, steps)
        .ifPresent(
            closed -> {
              draft.warn(
                  "SourceWasClosed",
                  "a lost worker had closed the source for a cutover that is undone: writes were"
                      + " refused for %s%d ms, until it was opened"
                          .formatted(closed.atMost() ? "at most " : "", closed.time().toMillis()));
              draft.undone("its worker was lost", closed.time().toMillis());
            });
  }

  private static <T> List<T> reported(List<Task> shards, Function<TaskStatus, T> what) {
    List<T> found = new ArrayList<>();
    for (Task task : shards) {
      T value = what.apply(task.status());
      if (value != null) {
        found.add(value);
      }
    }
    return found;
  }
}
