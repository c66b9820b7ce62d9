package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.ServerInfo;
import io.redismigration.engine.cutover.CutoverReport;
import io.redismigration.engine.cutover.CutoverStep;
import io.redismigration.engine.cutover.Rehearsal;
import io.redismigration.engine.run.Streaming;
import io.redismigration.migration.ledger.Change;
import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.StepProgress;
import io.redismigration.migration.model.Trial;
import io.redismigration.migration.model.TrialResult;
import io.redismigration.migration.task.TrialOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * One trial of the cutover of one shard. Its order holds no token and no decision, and nothing here
 * reaches the target's checkpoint.
 */
final class TrialRun {
  private final TrialOrder order;
  private final Shard shard;
  private final InstantSource clock;
  private final BooleanSupplier wanted;
  private final List<StepProgress> steps = new ArrayList<>();
  private final List<Blocker> blockers = new ArrayList<>();
  private Long outageMillis;

  /**
   * @param wanted whether it is still ordered
   */
  TrialRun(TrialOrder order, Shard shard, InstantSource clock, BooleanSupplier wanted) {
    this.order = order;
    this.shard = shard;
    this.clock = clock;
    this.wanted = wanted;
  }

  TrialResult run() throws InterruptedException {
    try {
      if (order.kind() == Trial.Kind.DRY_RUN) {
        look();
      } else if (mayRehearse()) {
        rehearse();
      }
    } catch (CommandRefusedException e) {
      blocked("FenceNotPermitted", e.getMessage());
    } catch (EngineException e) {
      blocked(e.reason().name(), e.getMessage());
    }
    return new TrialResult(
        order.number(),
        order.kind(),
        clock.instant(),
        blockers.isEmpty(),
        null,
        steps,
        outageMillis,
        blockers);
  }

  private void blocked(String reason, String message) {
    blockers.add(new Blocker(reason, message));
  }

  private void would(String step, String what) {
    steps.add(new StepProgress(step, null, null, what));
  }

  private void look() {
    ServerInfo source = shard.source().info();
    if (!source.isPrimary()) {
      blocked(
          "SourceChanged",
          "the source is %s: only a primary can be closed to its writers"
              .formatted(source.field("role").orElse("?")));
    }
    boolean external = order.fence() == FenceKind.EXTERNAL;
    boolean lasts =
        !external
            && FenceRights.probe(
                shard.source(), shard.keeper(), order.fence(), order.sourceAfter());
    would("Arm", "connections are open, rights were tried");
    would(
        "Fence",
        switch (order.fence()) {
          case CLIENT_PAUSE -> "CLIENT PAUSE ... WRITE, renewed until the decision";
          case EXTERNAL -> "nothing: you stop the source's writers before you confirm";
          default -> "more replicas are demanded than there are: writes get NOREPLICAS";
        });
    if (lasts) {
      would(
          "MakeLasting",
          shard.keeper().foreseenClosing().stream()
              .filter(Change::needed)
              .map(change -> "CONFIG SET %s %s".formatted(change.parameter(), change.value()))
              .collect(Collectors.joining("; ")));
    }
  }

  /** What does not end by itself could outlive a worker that dies: then it is not begun. */
  private boolean mayRehearse() {
    if (order.fence() == FenceKind.CLIENT_PAUSE) {
      return true;
    }
    blocked(
        "RehearsalNotPossible",
        order.fence() == FenceKind.EXTERNAL
            ? "with spec.cutover.fence External you close the source: nothing can be rehearsed"
            : "only CLIENT PAUSE (Redis 6.2 and later) opens the source by itself if the worker"
                + " dies; a dry run is possible");
    return false;
  }

  private void rehearse() throws InterruptedException {
    Streaming stream = shard.replication().streaming().orElse(null);
    if (stream == null) {
      blocked("NotStreaming", "the stream is not applied at the moment");
      return;
    }
    FenceRights.probe(shard.source(), shard.keeper(), order.fence(), order.sourceAfter());
    try {
      shard.proof().arm(order.atFence(), order.timeout());
      Rehearsal rehearsal =
          new Rehearsal(
              shard.source(),
              stream,
              shard.proof().atFence(order.atFence()),
              wanted,
              System::nanoTime);
      Instant began = clock.instant();
      CutoverReport report = rehearsal.run(order.maxLag(), order.timeout());
      taken(began, report.steps());
      verdict(rehearsal, report);
    } finally {
      shard.proof().disarm();
    }
  }

  private void taken(Instant began, Map<CutoverStep, Duration> durations) {
    Instant at = began;
    for (Map.Entry<CutoverStep, Duration> each : durations.entrySet()) {
      Instant ended = at.plus(each.getValue());
      steps.add(
          new StepProgress(
              CutoverRun.title(each.getKey()), at, ended, each.getValue().toMillis() + " ms"));
      at = ended;
    }
  }

  private void verdict(Rehearsal rehearsal, CutoverReport report) {
    if (report.steps().containsKey(CutoverStep.PROVE)) {
      outageMillis = report.outage().toMillis();
      return;
    }
    CutoverReport.Undone why = report.undone().orElseThrow();
    if (rehearsal.tookTooLong()) {
      blocked(
          "RehearsalTooLong",
          "draining and comparing take longer than the source may be closed for a rehearsal, 200 ms");
    } else {
      blocked(why.reason().name(), why.message());
    }
  }
}
