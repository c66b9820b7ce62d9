package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;
import io.redismigration.cli.manifest.ManifestException;
import io.redismigration.cli.view.CutoverView;
import io.redismigration.migration.model.Blocker;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Trial;
import io.redismigration.migration.model.UserAction;
import io.redismigration.migration.plan.PlannerSettings;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Confirms the cutover of this run, source and target. */
@Command(
    name = "cutover",
    description = {
      "Confirm the cutover: the source is closed to writers, the target takes over.",
      "The token binds the confirmation to this run, its source and its target. It holds for ten",
      "minutes: a cutover that has not begun by then, as no process ran or something stood in its way,",
      "has to be confirmed again."
    })
public final class CutoverCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private CommonOptions options;

  @Option(names = "--token", paramLabel = "TOKEN", description = "The token that status shows.")
  private String token;

  @Option(
      names = {"-y", "--yes"},
      description = "Confirm what is shown without being asked.")
  private boolean yes;

  @Option(
      names = "--dry-run",
      description = "Only say what the cutover would do; changes nothing on either server.")
  private boolean dryRun;

  @Option(
      names = "--rehearse",
      description = {
        "Only close the source for at most 200 ms, drain, compare, and open it again:",
        "shows the outage to expect, and never commits."
      })
  private boolean rehearse;

  /** With everything a command gets from outside. */
  public CutoverCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ManifestException, IOException, InterruptedException {
    if (dryRun && rehearse) {
      throw new CommandException(
          ExitCode.USAGE, "--dry-run and --rehearse exclude each other", "Use one of them.");
    }
    Asking asking = new Asking(options, surroundings);
    asking.mustAllow(UserAction.CONFIRM, "cutover");
    FrozenEdits.refuse(
        asking.run().migration(), asking.written(), options.again(), options.runAgain());
    if (dryRun || rehearse) {
      return new TrialRequest(asking, surroundings)
          .make(dryRun ? Trial.Kind.DRY_RUN : Trial.Kind.REHEARSAL);
    }
    MigrationStatus status = asking.run().migration().status();
    String current = status.cutover().token();
    if (current == null) {
      throw blocked(status.cutover().blockers());
    }
    surroundings.out().print(CutoverView.render(asking.run().migration(), surroundings.paint()));
    confirm(current);
    asking.leave(
        "cutover",
        "spec.cutover.confirm",
        ", if that comes within %d minutes".formatted(PlannerSettings.A_WORD_HOLDS.toMinutes()),
        requests -> requests.withConfirm(current));
    return ExitCode.COMPLETED.number();
  }

  private CommandException blocked(List<Blocker> blockers) {
    String reasons =
        blockers.stream()
            .map(blocker -> blocker.reason() + ": " + blocker.message())
            .collect(Collectors.joining("; "));
    return new CommandException(
        ExitCode.USAGE,
        reasons.isEmpty() ? "no cutover can begin now" : "the cutover is blocked: " + reasons,
        "Wait for it with: " + options.again().of("status", "--watch"));
  }

  private void confirm(String current) throws IOException {
    if (token != null && !token.equals(current)) {
      throw new CommandException(
          ExitCode.USAGE,
          "the token is not the one of this cutover, which is " + current,
          "Look at the status again, then confirm with: "
              + options.again().of("cutover", "--token", current));
    }
    if (token == null && !yes && !answeredYes()) {
      throw new CommandException(
          ExitCode.USAGE,
          "the cutover was not confirmed",
          "Confirm with: " + options.again().of("cutover", "--token", current));
    }
  }

  private boolean answeredYes() throws IOException {
    if (surroundings.terminal() == null) {
      return false;
    }
    surroundings.out().print("Cut over now? Type yes: ");
    surroundings.out().flush();
    return "yes".equals(surroundings.in().readLine());
  }
}
