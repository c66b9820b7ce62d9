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
    if (allowed.contains(UserAction.CONFIRM) && status.cutover().token() != null) {
      steps.add(
          new Step(
              again.of("cutover", "--token", status.cutover().token()), "cut over to the target"));
      steps.add(new Step(again.of("cutover", "--rehearse"), "try that without committing"));
    }
    if (allowed.contains(UserAction.REPAIR)
        && status.verification() != null
        && status.verification().state() == VerificationProgress.State.DIFFERENT) {
      steps.add(new Step(again.of("repair"), "copy what differs again"));
    }
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
    if (status.phase() == Phase.COMPLETED || status.phase() == Phase.CANCELLED) {
      steps.add(new Step(runAgain.of("run", "--new-run"), "migrate once more, from the beginning"));
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
