package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;
import io.redismigration.cli.run.RunOutcome;
import io.redismigration.cli.state.StoredRun;
import io.redismigration.cli.view.ClosedSourceText;
import io.redismigration.cli.view.Invocation;
import io.redismigration.cli.view.NextSteps;
import io.redismigration.cli.view.ReportView;
import io.redismigration.manifest.ReportFiles;
import io.redismigration.migration.model.CutoverStatus;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.report.MigrationReport;
import java.nio.file.Path;
import java.util.Set;

/** What a run says last, and what it ends with. */
final class Ending {
  private static final Set<String> VALIDATION = Set.of("ValidationFailed", "NotSupportedYet");

  private final Surroundings surroundings;
  private final Invocation again;
  private final Invocation runAgain;

  Ending(Surroundings surroundings, Invocation again, Invocation runAgain) {
    this.surroundings = surroundings;
    this.again = again;
    this.runAgain = runAgain;
  }

  /**
   * Tells the outcome.
   *
   * @param kept what is on disk once every worker has ended, for a run that was stopped
   * @param namespace of the migration
   * @param reportFile null: the report is printed only
   */
  ExitCode of(RunOutcome outcome, StoredRun kept, String namespace, Path reportFile) {
    ReportFiles files =
        ReportFiles.of(outcome.run().migration(), namespace, surroundings.clock().instant());
    MigrationReport report = files.report();
    MigrationStatus status = outcome.run().migration().status();
    ExitCode code = told(outcome, kept, report, status);
    if (reportFile != null) {
      write(files, reportFile);
    }
    return code;
  }

  /** The migration has ended as it has, whatever becomes of its report. */
  private void write(ReportFiles files, Path reportFile) {
    try {
      new ReportFile(reportFile).write(files, ReportFormat.of(reportFile));
    } catch (CommandException e) {
      surroundings.err().printf("error: %s%nnext: %s%n", e.getMessage(), e.next());
    }
  }

  private ExitCode told(
      RunOutcome outcome, StoredRun kept, MigrationReport report, MigrationStatus status) {
    return switch (outcome.end()) {
      case STOPPED -> {
        String closed = closed(kept);
        surroundings
            .out()
            .println("\nstopped in phase " + report.phase() + standing(status, closed));
        surroundings.out().print(closed);
        steps(status);
        yield ExitCode.INTERRUPTED;
      }
      case REACHED -> {
        surroundings.out().println("\n" + report.phase() + " reached");
        steps(status);
        yield ExitCode.COMPLETED;
      }
      case ENDED -> {
        surroundings.out().print("\n" + new ReportView(surroundings.paint()).render(report));
        failure(status);
        steps(status);
        yield code(status);
      }
    };
  }

  private static String standing(MigrationStatus status, String closed) {
    if (status.cutover().decision() == CutoverStatus.Decision.COMMIT) {
      return "; the target has taken over, the next run tidies up";
    }
    return closed.isEmpty() ? "; nothing is lost" : "";
  }

  /** Says that the source is left closed to writers; empty if it is not. */
  String closed(StoredRun run) {
    return ClosedSourceText.of(run, runAgain, surroundings.paint());
  }

  /** The exit code of a final phase. */
  static ExitCode code(MigrationStatus status) {
    return switch (status.phase()) {
      case COMPLETED -> differs(status) ? ExitCode.FAILED : ExitCode.COMPLETED;
      case CANCELLED -> ExitCode.CANCELLED;
      default -> notValid(status) ? ExitCode.NOT_VALID : ExitCode.FAILED;
    };
  }

  private static boolean differs(MigrationStatus status) {
    return status.verification() != null
        && status.verification().state() == VerificationProgress.State.DIFFERENT;
  }

  /** Failed by a check, before anything was changed. */
  private static boolean notValid(MigrationStatus status) {
    return status.times().started() == null
        || (status.failure() != null && VALIDATION.contains(status.failure().reason()));
  }

  private void failure(MigrationStatus status) {
    if (status.failure() != null) {
      surroundings
          .err()
          .printf(
              "error: %s (%s)%nnext: %s%n",
              status.failure().message(), status.failure().reason(), status.failure().remedy());
    }
  }

  private void steps(MigrationStatus status) {
    String next =
        NextSteps.render(NextSteps.of(status, again, runAgain, false), surroundings.paint());
    if (!next.isEmpty()) {
      surroundings.out().print("\n" + next);
    }
  }
}
