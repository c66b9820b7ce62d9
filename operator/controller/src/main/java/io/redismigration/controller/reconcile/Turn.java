package io.redismigration.controller.reconcile;

import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.controller.Marks;
import io.redismigration.controller.ending.Farewell;
import io.redismigration.controller.event.EventWriter;
import io.redismigration.controller.event.Happenings;
import io.redismigration.controller.health.MigrationMetrics;
import io.redismigration.controller.instance.Instances;
import io.redismigration.controller.switchover.Clients;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.plan.Action.RecordEvent;
import io.redismigration.migration.plan.Action.Severity;
import io.redismigration.migration.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.MDC;

/** One turn of one migration: observe, plan, store, act. */
public final class Turn {
  /** A migration that is being deleted is looked at that often, for its annotations. */
  static final Duration WHILE_DELETING = Duration.ofSeconds(2);

  private static final Duration SOON = Duration.ofMillis(100);

  private final Observer observer;
  private final Decider decider;
  private final StatusView view;
  private final StatusWriter writer;
  private final Actor actor;
  private final EventWriter events;
  private final Farewell farewell;
  private final ClusterChecks clusterChecks;
  private final MigrationMetrics metrics;
  private final InstantSource clock;

  Turn(
      Observer observer,
      Decider decider,
      StatusView view,
      StatusWriter writer,
      Actor actor,
      EventWriter events,
      Farewell farewell,
      Instances instances,
      Clients clients,
      MigrationMetrics metrics,
      InstantSource clock) {
    this.observer = observer;
    this.decider = decider;
    this.view = view;
    this.writer = writer;
    this.actor = actor;
    this.events = events;
    this.farewell = farewell;
    this.clusterChecks = new ClusterChecks(farewell, instances, clients);
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * What came of it.
   *
   * @param over being deleted, and nothing is left to do
   * @param again look again after that time; null: only when something changes
   */
  record Result(boolean over, Duration again) {
    static Result soon() {
      return new Result(false, SOON);
    }
  }

  Result take(RedisMigration migration, Context<RedisMigration> context) {
    MDC.put("migration", migration.getMetadata().getName());
    MDC.put("namespace", migration.getMetadata().getNamespace());
    try {
      return next(migration, context);
    } finally {
      MDC.remove("migration");
      MDC.remove("namespace");
    }
  }

  private Result next(RedisMigration migration, Context<RedisMigration> context) {
    Instant now = clock.instant();
    Memory memory = view.memory(migration.getStatus());
    Observed seen =
        clusterChecks.checked(
            observer.look(
                migration,
                memory,
                context.getSecondaryResources(RedisMigrationTask.class),
                context.getSecondaryResources(Pod.class),
                now));
    farewell.markInDyingNamespace(seen.leaving());
    if (Farewell.isAbandoned(migration)) {
      return abandon(seen, memory.state());
    }
    SpecReader.Read read = SpecReader.read(migration, seen.tasks());
    Decided decided =
        read.problem() == null
            ? decide(migration, read.spec(), seen, now)
            : Decided.invalid(memory, read.problem(), now);
    metrics.seen(migration.getMetadata().getUid(), decided.memory().state().phase());
    boolean reports = isReportDue(decided);
    if (reports) {
      decided = decided.with(decided.memory().reported(decided.memory().state().times().ended()));
    }
    Instant due = writer.due(migration, memory, decided, now);
    if (due != null && due.isAfter(now)) {
      return new Result(false, pause(decided.wakeAt(), due, now));
    }
    if (due != null) {
      if (reports) {
        // The report of an end comes before the status that says it is there.
        farewell.report(migration, decided.memory().state());
      }
      if (!writer.write(migration, decided.memory(), context, now)) {
        return Result.soon();
      }
      tell(migration, memory, decided.memory());
    }
    Actor.Outcome outcome = actor.perform(seen, decided, now);
    if (outcome == Actor.Outcome.STALE) {
      return Result.soon();
    }
    Result result = result(seen, decided, outcome, now);
    // JOSDK takes the finalizer away only from a version that nobody has written since.
    return result.over() && due != null ? Result.soon() : result;
  }

  private Result abandon(Observed seen, MigrationStatus state) {
    if (seen.parts().isEmpty()) {
      return over(seen.migration());
    }
    farewell.letGo(
        seen.migration(), state, seen.objects(), "let go by annotation " + Marks.ABANDON);
    return Result.soon();
  }

  private Result over(RedisMigration migration) {
    writer.forget(migration.getMetadata().getUid());
    metrics.gone(migration.getMetadata().getUid());
    return new Result(true, null);
  }

  private Decided decide(RedisMigration migration, MigrationSpec spec, Observed seen, Instant now) {
    boolean deleting = migration.getMetadata().getDeletionTimestamp() != null;
    Long generation = migration.getMetadata().getGeneration();
    return decider.decide(
        new Migration(
            migration.getMetadata().getName(),
            migration.getMetadata().getUid(),
            generation == null ? 0 : generation,
            deleting,
            spec,
            seen.memory().state(),
            Authors.of(migration.getMetadata())),
        seen.tasks(),
        seen.memory(),
        now);
  }

  /** Once per end, when nothing is left to be done: parameters may still have to be restored. */
  private static boolean isReportDue(Decided decided) {
    MigrationStatus state = decided.memory().state();
    Instant ended = state.times().ended();
    return ended != null
        && !ended.equals(decided.memory().reported())
        && !isInvalid(decided)
        && Plan.isSettled(state, decided.actions());
  }

  private void tell(RedisMigration migration, Memory before, Memory after) {
    Happenings.between(before.state(), after.state())
        .forEach(event -> events.write(migration, event));
    Memory.Trouble trouble = after.trouble();
    boolean known =
        trouble == null
            || (before.trouble() != null && before.trouble().reason().equals(trouble.reason()));
    if (!known) {
      events.write(
          migration, new RecordEvent(Severity.WARNING, trouble.reason(), trouble.message()));
    }
  }

  private Result result(Observed seen, Decided decided, Actor.Outcome outcome, Instant now) {
    if (seen.migration().getMetadata().getDeletionTimestamp() != null) {
      MigrationStatus state = decided.memory().state();
      boolean helpless =
          (outcome == Actor.Outcome.NAMESPACE_TERMINATING || isInvalid(decided))
              && !seen.anyPodMayWork();
      if (helpless) {
        farewell.letGo(
            seen.migration(),
            state,
            seen.objects(),
            isInvalid(decided)
                ? "its spec does not say how to reach the source"
                : "its namespace is being deleted and no worker is left in it");
      }
      boolean ended =
          state.phase().ended() && seen.parts().isEmpty() && decided.actions().isEmpty();
      if (helpless || ended) {
        return over(seen.migration());
      }
    }
    return new Result(false, pause(decided.wakeAt(), null, now));
  }

  /** Neither the spec nor any task says how to reach the source. */
  private static boolean isInvalid(Decided decided) {
    Memory.Trouble trouble = decided.memory().trouble();
    return trouble != null && trouble.reason().equals(StatusView.INVALID_SPEC);
  }

  private static Duration pause(Instant wakeAt, Instant due, Instant now) {
    Instant next = due != null && due.isAfter(now) ? due : null;
    if (wakeAt != null && (next == null || wakeAt.isBefore(next))) {
      next = wakeAt;
    }
    return next == null ? null : Duration.between(now, next);
  }
}
