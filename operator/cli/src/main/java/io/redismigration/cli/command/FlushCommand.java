package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;
import io.redismigration.cli.manifest.ManifestException;
import io.redismigration.cli.view.FlushView;
import io.redismigration.migration.model.Flush;
import io.redismigration.migration.model.UserAction;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Confirms that what the target holds is removed before the copy. */
@Command(
    name = "flush",
    description = {
      "Show what would be removed from the target before the copy, and confirm that.",
      "For a manifest whose spec.target.existingData is Flush; nothing is removed without the token,",
      "which belongs to this run, this process of the target and these databases."
    })
public final class FlushCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private CommonOptions options;

  @Option(
      names = "--confirm",
      paramLabel = "TOKEN",
      description = "The token that is shown: confirm without being asked.")
  private String token;

  /** With everything a command gets from outside. */
  public FlushCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ManifestException, IOException {
    Asking asking = new Asking(options, surroundings);
    asking.mustAllow(UserAction.CONFIRM_FLUSH, "flush");
    Flush flush = asking.run().migration().status().awaitedFlush();
    surroundings.out().print(FlushView.render(asking.run().migration(), surroundings.paint()));
    confirm(flush.token());
    asking.leave(
        "flush", "spec.target.flushConfirm", requests -> requests.withFlushConfirm(flush.token()));
    return ExitCode.COMPLETED.number();
  }

  private void confirm(String current) throws IOException {
    if (token != null && !token.equals(current)) {
      throw new CommandException(
          ExitCode.USAGE,
          "the token is not the one of what would be removed now, which is " + current,
          "Look at what is shown, then confirm with: "
              + options.again().of("flush", "--confirm", current));
    }
    if (token == null && !current.equals(answer())) {
      throw new CommandException(
          ExitCode.USAGE,
          "the removal was not confirmed",
          "Confirm with: " + options.again().of("flush", "--confirm", current));
    }
  }

  private String answer() throws IOException {
    if (surroundings.terminal() == null) {
      return null;
    }
    surroundings.out().print("Remove these keys? Type the token: ");
    surroundings.out().flush();
    return surroundings.in().readLine();
  }
}
