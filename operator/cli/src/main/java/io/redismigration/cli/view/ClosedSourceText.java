package io.redismigration.cli.view;

import io.redismigration.cli.run.ClosedUndecided;
import io.redismigration.cli.state.StoredRun;
import io.redismigration.migration.ledger.CheckpointCommand;
import io.redismigration.migration.report.Human;
import java.time.Duration;
import java.util.List;

/** That writers are refused with nobody there to let them in again, and what does. */
public final class ClosedSourceText {
  private ClosedSourceText() {}

  /** A paragraph; empty if the source is not closed. */
  public static String of(StoredRun run, Invocation runAgain, Paint paint) {
    return of(run, "no process is at work on it", "", runAgain, paint);
  }

  /**
   * The same where there is a process that keeps silent: its host may have been suspended.
   *
   * @param silent for how long
   */
  static String of(StoredRun run, long process, Duration silent, Invocation runAgain, Paint paint) {
    return of(
        run,
        "process %d has not been heard of for %s".formatted(process, Human.duration(silent)),
        "Let process %d go on, or end it for good:  kill -9 %d\n".formatted(process, process),
        runAgain,
        paint);
  }

  private static String of(
      StoredRun run, String why, String first, Invocation runAgain, Paint paint) {
    List<String> commands = ClosedUndecided.openedBy(run);
    if (commands.isEmpty()) {
      return "";
    }
    return """
        %s
        %sDecide the cutover or undo it:  %s
        Or see whether the target has taken over, that is, whether this says state=committed:
          %s
        and only if it does not, open the source by hand (with the source's password, where it has one):
          %s
        """
        .formatted(
            paint.bad("THE SOURCE IS CLOSED TO WRITERS, and " + why + "."),
            first,
            paint.strong(runAgain.of("run")),
            CheckpointCommand.of(run.migration().targetInUse().get(0)),
            String.join("\n  ", commands));
  }
}
