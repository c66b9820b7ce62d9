package io.redismigration.controller.event;

import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.StepProgress;
import io.redismigration.migration.plan.Action.RecordEvent;
import io.redismigration.migration.plan.Action.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What happened between two statuses, beside the transitions that the planner tells itself: checks
 * that failed, parameters changed, links lost, steps of the cutover.
 */
public final class Happenings {
  private final List<RecordEvent> events = new ArrayList<>();

  private Happenings() {}

  /** In the order in which people would tell them. */
  public static List<RecordEvent> between(MigrationStatus before, MigrationStatus after) {
    Happenings happenings = new Happenings();
    happenings.checks(before.checks(), after.checks());
    happenings.parameters(before.parameters(), after.parameters());
    happenings.shards(before.shards(), after.shards());
    happenings.steps(before.cutover().steps(), after.cutover().steps());
    return List.copyOf(happenings.events);
  }

  private void checks(List<CheckResult> before, List<CheckResult> after) {
    Set<List<String>> known = new HashSet<>();
    before.stream()
        .filter(check -> check.outcome() == CheckOutcome.FAILED)
        .forEach(check -> known.add(List.of(check.name(), check.message())));
    after.stream()
        .filter(check -> check.outcome() == CheckOutcome.FAILED)
        .filter(check -> !known.contains(List.of(check.name(), check.message())))
        .forEach(check -> warn("CheckFailed", sentence(check)));
  }

  private static String sentence(CheckResult check) {
    String told = check.name() + ": " + check.message();
    return check.suggestion().isEmpty() ? told : told + ": " + check.suggestion();
  }

  private void parameters(List<LedgerEntry> before, List<LedgerEntry> after) {
    for (LedgerEntry entry : after) {
      LedgerEntry.State last =
          before.stream()
              .filter(known -> same(known, entry))
              .map(LedgerEntry::state)
              .findFirst()
              .orElse(null);
      if (entry.state() != last) {
        parameter(entry);
      }
    }
  }

  private static boolean same(LedgerEntry a, LedgerEntry b) {
    return a.key().equals(b.key());
  }

  private void parameter(LedgerEntry entry) {
    String what = entry.parameter() + " of " + entry.address();
    String why = entry.message() == null ? "" : ": " + entry.message();
    switch (entry.state()) {
      case RECORDED, NOT_APPLIED -> {}
      case APPLIED ->
          normal(
              "ParameterChanged",
              "%s from '%s' to '%s'".formatted(what, entry.original(), entry.applied()));
      case RESTORED -> normal("ParameterRestored", "%s to '%s'".formatted(what, entry.original()));
      case LEFT_ALONE -> warn("ParameterLeftAlone", what + why);
      case NOT_RESTORED -> warn("ParameterNotRestored", what + why);
    }
  }

  private void shards(List<ShardProgress> before, List<ShardProgress> after) {
    for (ShardProgress shard : after) {
      ShardProgress last =
          before.stream()
              .filter(known -> known.shard().equals(shard.shard()))
              .findFirst()
              .orElse(null);
      int reconnects = last == null ? 0 : last.reconnects();
      int resyncs = last == null ? 0 : last.fullResyncs();
      if (shard.reconnects() > reconnects) {
        warn(
            "Reconnected",
            "shard %s: the link to the source was made anew, %d times so far"
                .formatted(shard.shard(), shard.reconnects()));
      }
      if (last != null && shard.fullResyncs() > resyncs) {
        warn(
            "FullResync",
            "shard %s: the source sent everything anew, %d times so far"
                .formatted(shard.shard(), shard.fullResyncs()));
      }
    }
  }

  private void steps(List<StepProgress> before, List<StepProgress> after) {
    Set<String> known = new HashSet<>();
    before.stream()
        .filter(step -> step.endedAt() != null)
        .forEach(step -> known.add(step.step() + step.endedAt()));
    after.stream()
        .filter(step -> step.endedAt() != null && !known.contains(step.step() + step.endedAt()))
        .forEach(
            step ->
                normal(
                    "Cutover" + step.step(),
                    step.message() == null || step.message().isEmpty()
                        ? "at " + step.endedAt()
                        : step.message()));
  }

  private void normal(String reason, String message) {
    events.add(new RecordEvent(Severity.NORMAL, reason, message));
  }

  private void warn(String reason, String message) {
    events.add(new RecordEvent(Severity.WARNING, reason, message));
  }
}
