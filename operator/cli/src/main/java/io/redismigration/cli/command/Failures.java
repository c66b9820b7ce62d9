package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;
import io.redismigration.cli.manifest.LocatedProblem;
import io.redismigration.cli.manifest.ManifestException;
import io.redismigration.cli.state.StateException;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells what went wrong: one sentence, the cause, the next step; the stack trace only with {@code
 * --debug}.
 */
final class Failures implements IExecutionExceptionHandler {
  private final Surroundings surroundings;

  Failures(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    boolean debug = command.getParseResult().hasMatchedOption("--debug");
    if (debug) {
      failure.printStackTrace(surroundings.err());
    }
    return tell(failure, debug).number();
  }

  private ExitCode tell(Exception failure, boolean debug) {
    PrintStream err = surroundings.err();
    if (failure instanceof CommandException refused) {
      err.printf("error: %s%nnext: %s%n", refused.getMessage(), refused.next());
      return refused.code();
    } else if (failure instanceof ManifestException invalid) {
      err.printf("error: %s cannot be used:%n", invalid.file());
      for (LocatedProblem problem : invalid.problems()) {
        err.printf("  %s%n", problem);
      }
      return ExitCode.USAGE;
    } else if (failure instanceof StateException) {
      err.printf("error: %s%n", failure.getMessage());
      return ExitCode.FAILED;
    } else if (failure instanceof InterruptedException) {
      err.printf("error: interrupted before it had ended%nnext: type it again%n");
      return ExitCode.INTERRUPTED;
    }
    err.printf("error: %s%n", sentence(failure));
    if (!debug) {
      err.println("next: run again with --debug for the stack trace; what was kept can be resumed");
    }
    return ExitCode.FAILED;
  }

  private static String sentence(Throwable failure) {
    String message = failure.getMessage();
    String own = message == null ? failure.getClass().getSimpleName() : message;
    return failure.getCause() == null || failure.getCause() == failure
        ? own
        : own + ", because " + sentence(failure.getCause());
  }

  /** A wrong option: one line, what was probably meant, and where the help is. */
  static int wrongOption(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("error: " + wrong.getMessage());
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.printf("next: %s --help%n", command.getCommandSpec().qualifiedName());
    return ExitCode.USAGE.number();
  }
}
