package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program itself: without a subcommand it says what there is. */
@Command(
    name = "redis-migration",
    description = "Move a live Redis or Valkey to another one.",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; both sides hold the same data where that was to be shown",
      "1:the migration failed, or both sides differ",
      "2:the command line or the manifest is wrong; nothing was done",
      "3:a check fails; nothing was changed on either side",
      "4:the migration was cancelled and cleaned up",
      "5:another process runs this migration",
      "6:a cancel came too late: the target has taken over",
      "130:stopped by a signal; a later run continues"
    })
public final class RootCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private RootCommand() {}

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.number();
  }

  /** The program with all its commands. */
  public static CommandLine commandLine(Surroundings surroundings) {
    CommandLine root = new CommandLine(new RootCommand());
    root.addSubcommand(new RunCommand(surroundings));
    root.addSubcommand(new ValidateCommand(surroundings));
    root.addSubcommand(new StatusCommand(surroundings));
    root.addSubcommand(new FlushCommand(surroundings));
    root.addSubcommand(new ReportCommand(surroundings));
    root.addSubcommand(new CutoverCommand(surroundings));
    for (Verb verb : Verb.values()) {
      CommandLine command = new CommandLine(new VerbCommand(verb, surroundings));
      command.getCommandSpec().usageMessage().description(verb.description());
      root.addSubcommand(verb.word(), command);
    }
    root.addSubcommand(new VersionCommand(surroundings));
    root.addSubcommand(new OperatorCommand(surroundings));
    root.addSubcommand(new WorkerCommand(surroundings));
    root.getSubcommands().values().forEach(RootCommand::addHelp);
    addHelp(root);
    root.addSubcommand(new AutoComplete.GenerateCompletion());
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setExecutionExceptionHandler(new Failures(surroundings));
    root.setParameterExceptionHandler(Failures::wrongOption);
    return root;
  }

  private static void addHelp(CommandLine command) {
    command
        .getCommandSpec()
        .addOption(
            CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
  }
}
