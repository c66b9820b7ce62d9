package io.redismigration.cli.view;

import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.SourceClients;
import io.redismigration.migration.report.Human;

/** What a user confirms with a cutover. */
public final class CutoverView {
  private CutoverView() {}

  /** Aligned text. */
  public static String render(Migration migration, Paint paint) {
    MigrationStatus status = migration.status();
    Columns facts = new Columns();
    facts.row("Cut over", paint.strong(Endpoints.of(migration.sourceInUse())));
    facts.row("to", paint.strong(Endpoints.of(migration.targetInUse())));
    status.shards().forEach(shard -> facts.row("Stream", ProgressText.stream(shard)));
    if (status.verification() != null) {
      facts.row("Verified", ProgressText.verification(status.verification()));
    }
    ClientsText.writers(facts, SourceClients.of(status.shards()), paint);
    if (status.resolved() != null && status.resolved().fence() != null) {
      facts.row("Fence", Labels.of(status.resolved().fence()));
    }
    facts.row(
        "Source after",
        migration.spec().cutover().sourceAfter() == SourceAfter.READ_ONLY
            ? "closed to writers until you open it"
            : "open to writers again");
    facts.row(
        "Timeout", Human.duration(migration.spec().cutover().timeout()) + ", then it is undone");
    facts.row("Token", status.cutover().token());
    status
        .cutover()
        .blockers()
        .forEach(blocker -> facts.row("Waits for", blocker.reason() + ": " + blocker.message()));
    return facts.render("");
  }
}
