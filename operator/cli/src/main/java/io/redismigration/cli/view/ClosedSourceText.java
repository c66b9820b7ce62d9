package io.redismigration.cli.view;

import io.redismigration.cli.run.ClosedUndecided;
import io.redismigration.cli.state.StoredRun;
import io.redismigration.migration.ledger.CheckpointCommand;
import io.redismigration.migration.model.Endpoint;
import java.util.List;

/** That writers are refused with nobody there to let them in again, and what does. */
public final class ClosedSourceText {
  private ClosedSourceText() {}

  /** A paragraph; empty if the source is not closed. */
  public static String of(StoredRun run, Invocation runAgain, Paint paint) {
    return of(ClosedUndecided.openedBy(run), run.migration().targetInUse().get(0), runAgain, paint);
  }

  /**
   * @param commands that open it
   * @param target where a commit would be on record
   */
  private static String of(
      List<String> commands, Endpoint target, Invocation runAgain, Paint paint) {
    if (commands.isEmpty()) {
      return "";
    }
    return """
        %s
        Decide the cutover or undo it:  %s
        Or see whether the target has taken over, that is, whether this says state=committed:
          %s
        and only if it does not, open the source by hand (with the source's password, where it has one):
          %s
        """
        .formatted(
            paint.bad("THE SOURCE IS CLOSED TO WRITERS, and no process is at work on it."),
            paint.strong(runAgain.of("run")),
            CheckpointCommand.of(target),
            String.join("\n  ", commands));
  }
}
