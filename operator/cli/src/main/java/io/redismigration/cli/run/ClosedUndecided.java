package io.redismigration.cli.run;

import io.redismigration.cli.state.StoredRun;
import io.redismigration.migration.ledger.FenceParameters;
import io.redismigration.migration.ledger.RestoreCommands;
import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.task.Task;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A source that a cutover closed to writers, without a commit that would keep it closed. */
public final class ClosedUndecided {
  private ClosedUndecided() {}

  /**
   * The commands that open it by hand; empty: it is open, or closed because the target has taken
   * over. An entry that is only on record closes nothing before workers were told to freeze.
   */
  public static List<String> openedBy(StoredRun run) {
    MigrationStatus status = run.migration().status();
    if (status.cutover().decision() == CutoverStatus.Decision.COMMIT) {
      return List.of();
    }
    boolean told = status.cutover().undecided();
    Map<LedgerEntry.Key, LedgerEntry> latest = new LinkedHashMap<>();
    status.parameters().forEach(entry -> latest.put(entry.key(), entry));
    for (Task task : run.tasks()) {
      task.status().ledger().forEach(entry -> latest.put(entry.key(), entry));
    }
    List<LedgerEntry> closing =
        latest.values().stream()
            .filter(entry -> entry.side() == Side.SOURCE)
            .filter(entry -> FenceParameters.contains(entry.parameter()))
            .filter(entry -> told || entry.state() != LedgerEntry.State.RECORDED)
            .toList();
    return RestoreCommands.of(closing);
  }
}
