package io.redismigration.manifest;

import io.redismigration.api.v1alpha1.CutoverStatus;
import io.redismigration.api.v1alpha1.CutoverStepStatus;
import io.redismigration.api.v1alpha1.ParameterStatus;
import io.redismigration.api.v1alpha1.SwitchedObjectStatus;
import io.redismigration.api.v1alpha1.SwitchoverStatus;
import io.redismigration.migration.cutover.RepointCommands;
import io.redismigration.migration.model.History;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.SourceClients;
import io.redismigration.migration.model.StepProgress;
import io.redismigration.migration.model.SwitchedObject;
import java.util.List;

/** The cutover and the parameters as people read them. */
final class CutoverView {
  private static final int MOST_ENTRIES = 32;
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_NOTE = 256;
  private static final int LONGEST_COMMAND = 512;
  private static final int LONGEST_BY_HAND = 2048;

  private final StatusLimits limits;

  CutoverView(StatusLimits limits) {
    this.limits = limits;
  }

  /** Null until there is something to say. */
  CutoverStatus cutover(
      io.redismigration.migration.model.CutoverStatus cutover,
      History.Lag lag,
      SourceClients clients) {
    if (cutover.equals(io.redismigration.migration.model.CutoverStatus.none())
        && clients.equals(SourceClients.none())) {
      return null;
    }
    return new CutoverStatus(
        cutover.token(),
        cutover.attempt(),
        cutover.blockers().stream()
            .limit(MOST_ENTRIES)
            .map(blocker -> limits.cut(blocker.reason() + ": " + blocker.message(), LONGEST_NOTE))
            .toList(),
        cutover.steps().stream().limit(MOST_ENTRIES).map(this::step).toList(),
        cutover.outageMillis(),
        lag == null ? null : lag.bytes(),
        null,
        openSource(cutover.liftCommands()),
        TrialView.of(cutover.dryRun()),
        TrialView.of(cutover.rehearsal()),
        switchover(cutover.switchover()),
        cutover.lateWrites() == 0 ? null : cutover.lateWrites(),
        new ClientsView(limits).of(clients));
  }

  private SwitchoverStatus switchover(io.redismigration.migration.model.SwitchoverStatus clients) {
    return clients == null
        ? null
        : new SwitchoverStatus(
            Labels.of(clients.state()),
            Texts.moment(clients.switchedAt()),
            limits.cut(clients.message()),
            byHand(clients),
            clients.objects().stream().map(this::object).toList());
  }

  private static String byHand(io.redismigration.migration.model.SwitchoverStatus clients) {
    return switch (clients.state()) {
      case FAILED, REVERTED -> {
        String commands = RepointCommands.of(clients.spec());
        yield commands.length() <= LONGEST_BY_HAND ? commands : null;
      }
      case PREPARING, SWITCHING, SWITCHED, DONE -> null;
    };
  }

  private SwitchedObjectStatus object(SwitchedObject object) {
    return new SwitchedObjectStatus(
        object.kind(),
        object.name(),
        Labels.of(object.state()),
        limits.cut(object.message(), LONGEST_NOTE));
  }

  private CutoverStepStatus step(StepProgress step) {
    return new CutoverStepStatus(
        step.step(), Texts.exactMoment(step.endedAt()), limits.cut(step.message(), LONGEST_NOTE));
  }

  /** Whole commands only: half of one is worse than none. */
  private static String openSource(List<String> commands) {
    StringBuilder joined = new StringBuilder();
    for (String command : commands) {
      if (joined.length() + command.length() + 2 <= LONGEST_COMMAND) {
        joined.append(joined.isEmpty() ? "" : "; ").append(command);
      }
    }
    return joined.isEmpty() ? null : joined.toString();
  }

  List<ParameterStatus> parameters(List<LedgerEntry> ledger) {
    return ledger.stream().limit(limits.entries()).map(this::parameter).toList();
  }

  private ParameterStatus parameter(LedgerEntry entry) {
    return new ParameterStatus(
        entry.address(),
        limits.cut(entry.parameter(), LONGEST_NAME),
        limits.cut(entry.original(), LONGEST_NOTE),
        limits.cut(entry.applied(), LONGEST_NOTE),
        entry.state() == LedgerEntry.State.RESTORED,
        limits.cut(entry.message(), LONGEST_NOTE),
        entry.since() == null ? null : entry.since().toString());
  }
}
