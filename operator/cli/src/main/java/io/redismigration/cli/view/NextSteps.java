package io.redismigration.cli.view;

import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Phase;
import io.redismigration.migration.model.UserAction;
import io.redismigration.migration.model.VerificationProgress;
import java.util.ArrayList;
import java.util.List;

/** What the user can type next, and what it does. */
public final class NextSteps {
  private NextSteps() {}

  /** One possibility. */
  public record Step(String command, String effect) {}

  /**
   * The possibilities, the likeliest first.
   *
   * @param again for verbs
   * @param runAgain for a run, with the options only that needs
   * @param active whether a process runs this migration now
   */
  public static List<Step> of(
      MigrationStatus status, Invocation again, Invocation runAgain, boolean active) {
    List<Step> steps = new ArrayList<>();
    List<UserAction> allowed = status.allowedActions();
    if (!active && !status.phase().ended()) {
      steps.add(new Step(runAgain.of("run"), "continue"));
    }
    if (status.awaitedFlush() != null) {
      steps.add(
          new Step(
              again.of("flush", "--confirm", status.awaitedFlush().token()),
              "empty the target, then copy"));
    }
    if (allowed.contains(UserAction.START)) {
      steps.add(new Step(again.of("start"), "begin to copy"));
    }
    if (allowed.contains(UserAction.CONFIRM) && mayCutOver(status)) {
      steps.add(
          new Step(
              again.of("cutover", "--token", status.cutover().token()), "cut over to the target"));
      steps.add(new Step(again.of("cutover", "--rehearse"), "try that without committing"));
    }
    compare(status, again, steps);
    if (status.phase() == Phase.FAILED) {
      steps.add(new Step(again.of("retry"), "try again with the next run"));
      if (status.run().claimed()) {
        steps.add(new Step(again.of("cancel"), "give the target up with the next run"));
      }
      steps.add(new Step(runAgain.of("run"), "the next run"));
    }
    if (allowed.contains(UserAction.SUSPEND)) {
      steps.add(
          status.latches().suspended()
              ? new Step(again.of("resume"), "write to the target again")
              : new Step(again.of("suspend"), "hold the target, keep the link"));
    }
    if (allowed.contains(UserAction.CANCEL) && status.phase() != Phase.FAILED) {
      steps.add(new Step(again.of("cancel"), "give up and clean up"));
    }
    if (status.phase() == Phase.COMPLETED) {
      steps.addAll(afterCommit(status));
    }
    if (status.phase() == Phase.CANCELLED) {
      steps.add(new Step(runAgain.of("run", "--new-run"), "migrate once more, from the beginning"));
    }
    return steps;
  }

  /** Nothing but the word is missing. */
  private static boolean mayCutOver(MigrationStatus status) {
    return status.cutover().token() != null
        && status.cutover().blockers().isEmpty()
        && !status.latches().suspended();
  }

  private static void compare(MigrationStatus status, Invocation again, List<Step> steps) {
    VerificationProgress seen = status.verification();
    if (seen == null) {
      return;
    }
    boolean differs = seen.state() == VerificationProgress.State.DIFFERENT;
    boolean failed = seen.state() == VerificationProgress.State.FAILED;
    if (differs && status.allowedActions().contains(UserAction.REPAIR)) {
      steps.add(new Step(again.of("repair"), "copy what differs again"));
    }
    if ((differs || failed || seen.outdated())
        && status.allowedActions().contains(UserAction.VERIFY)) {
      steps.add(new Step(again.of("verify"), "compare both sides once more"));
    }
  }

  /** The data has moved; the target is not empty any more, so that another run could not begin. */
  private static List<Step> afterCommit(MigrationStatus status) {
    List<Step> steps = new ArrayList<>();
    if (!status.observed().target().isEmpty()) {
      steps.add(new Step(Endpoints.of(status.observed().target()), "point the clients at"));
    }
    for (String command : status.cutover().liftCommands()) {
      steps.add(new Step(command, "open the source, once no client of it is left"));
    }
    return steps;
  }

  /** The possibilities as aligned text; empty if there are none. */
  public static String render(List<Step> steps, Paint paint) {
    Columns columns = new Columns();
    steps.forEach(step -> columns.row(step.effect() + ":", paint.strong(step.command())));
    return columns.isEmpty() ? "" : "Next\n" + columns.render("  ");
  }
}
