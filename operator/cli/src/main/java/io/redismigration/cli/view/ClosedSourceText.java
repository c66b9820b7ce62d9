package io.redismigration.cli.view;

import io.redismigration.migration.ledger.CheckpointCommand;
import io.redismigration.migration.model.Endpoint;
import java.util.List;

/** That writers are refused with nobody there to let them in again, and what does. */
public final class ClosedSourceText {
  private ClosedSourceText() {}

  /**
   * A paragraph; empty if the source is not closed.
   *
   * @param commands that open it
   * @param target where a commit would be on record
   */
  public static String of(
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
