package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;
import io.redismigration.cli.view.Endpoints;
import io.redismigration.cli.view.Invocation;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.plan.Planner;
import java.util.List;

/** A manifest that says something else than the run it is used with. */
final class FrozenEdits {
  private FrozenEdits() {}

  /**
   * Refuses a manifest whose edit the run would ignore: whoever wrote it believes in it, and would
   * send clients to a server that was given nothing.
   *
   * @param again for verbs
   * @param runAgain for a run
   */
  static void refuse(
      Migration migration, MigrationSpec written, Invocation again, Invocation runAgain) {
    List<String> fields = Planner.refusedEdits(migration.status(), written);
    if (!fields.isEmpty()) {
      throw new CommandException(
          ExitCode.USAGE,
          "%s was changed in the manifest, but the run that began goes from %s to %s and cannot"
                  .formatted(
                      String.join(", ", fields),
                      Endpoints.of(migration.sourceInUse()),
                      Endpoints.of(migration.targetInUse()))
              + " change that",
          "Change it back; or give the run up with: %s, then: %s, then begin anew with: %s"
              .formatted(again.of("cancel"), runAgain.of("run"), runAgain.of("run", "--new-run")));
    }
    if (migration.status().phase() == Phase.COMPLETED && namesOthers(migration, written)) {
      throw new CommandException(
          ExitCode.USAGE,
          "the run that completed went from %s to %s, the manifest names %s and %s by now"
              .formatted(
                  Endpoints.of(migration.sourceInUse()),
                  Endpoints.of(migration.targetInUse()),
                  Endpoints.of(written.source().endpoints()),
                  Endpoints.of(written.target().connection().endpoints())),
          "Change it back; or begin anew with: " + runAgain.of("run", "--new-run"));
    }
  }

  private static boolean namesOthers(Migration migration, MigrationSpec written) {
    return !migration.sourceInUse().equals(written.source().endpoints())
        || !migration.targetInUse().equals(written.target().connection().endpoints());
  }
}
