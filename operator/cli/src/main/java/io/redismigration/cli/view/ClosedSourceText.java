package io.redismigration.cli.view;

import java.util.List;

/** That writers are refused with nobody there to let them in again, and what does. */
public final class ClosedSourceText {
  private ClosedSourceText() {}

  /**
   * A paragraph; empty if the source is not closed.
   *
   * @param commands that open it
   */
  public static String of(List<String> commands, Invocation runAgain, Paint paint) {
    if (commands.isEmpty()) {
      return "";
    }
    return """
        %s
        Decide the cutover or undo it:  %s
        Or, only if the target has not taken over (its checkpoint does not say state=committed), open the source by hand:
          %s
        """
        .formatted(
            paint.bad("THE SOURCE IS CLOSED TO WRITERS, and no process is at work on it."),
            paint.strong(runAgain.of("run")),
            String.join("\n  ", commands));
  }
}
