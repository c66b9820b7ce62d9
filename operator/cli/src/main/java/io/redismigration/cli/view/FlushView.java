package io.redismigration.cli.view;

import io.redismigration.migration.model.Flush;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.report.Human;

/** What a user confirms to be removed from the target. */
public final class FlushView {
  private FlushView() {}

  /** Aligned text; the migration has something to confirm. */
  public static String render(Migration migration, Paint paint) {
    Flush flush = migration.status().awaitedFlush();
    Columns facts = new Columns();
    facts.row("Empty", paint.strong(Endpoints.of(migration.targetInUse())));
    facts.row("Process", "run_id " + flush.targetRunId());
    flush
        .keys()
        .forEach(
            (database, keys) ->
                facts.row(
                    "Removes", paint.bad(Human.count(keys) + " keys in database " + database)));
    facts.row("Then copies", Endpoints.of(migration.sourceInUse()));
    facts.row("Token", flush.token());
    return facts.render("");
  }
}
