package io.redismigration.cli.command;

import io.redismigration.api.v1alpha1.CheckStatus;
import io.redismigration.api.v1alpha1.GuaranteeStatus;
import io.redismigration.cli.ExitCode;
import io.redismigration.cli.manifest.Manifest;
import io.redismigration.cli.manifest.ManifestException;
import io.redismigration.cli.run.LocalDriver;
import io.redismigration.cli.run.RunListener;
import io.redismigration.cli.run.RunOutcome;
import io.redismigration.cli.run.Until;
import io.redismigration.cli.state.RunStore;
import io.redismigration.cli.state.StateDirectory;
import io.redismigration.cli.state.StateFile;
import io.redismigration.cli.state.StoredRun;
import io.redismigration.cli.state.UserRequests;
import io.redismigration.cli.view.ChecksView;
import io.redismigration.cli.view.StatusJson;
import io.redismigration.manifest.PlannerJson;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.History.Happening;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.worker.TaskHost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Evaluates every check and changes nothing. */
@Command(
    name = "validate",
    description = {
      "Evaluate every check and print the table; nothing is changed on either side.",
      "Ends with 3 if something stands in the way, with 130 if it was stopped before its end."
    })
public final class ValidateCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private CommonOptions options;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or json (checks and guarantees as status shows them).")
  private OutputFormat output;

  /** With everything a command gets from outside. */
  public ValidateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ManifestException, IOException, InterruptedException {
    Manifest manifest = options.manifest();
    StateDirectory directory = options.directory(manifest, surroundings);
    Optional<StoredRun> underway =
        new StateFile(directory).load().filter(run -> run.migration().status().phase().running());
    if (underway.isPresent()) {
      surroundings.err().println("the migration runs already; these are the checks it began with");
    }
    MigrationStatus status =
        underway.isPresent() ? underway.get().migration().status() : validated(manifest, directory);
    List<CheckResult> checks = status.checks();
    if (checks.isEmpty()) {
      throw new CommandException(
          ExitCode.FAILED,
          "the checks could not be evaluated: " + status.message(),
          "Run again with --debug.");
    }
    show(status, manifest.notApplicable());
    boolean blocked = checks.stream().anyMatch(CheckResult::blocks);
    return (blocked ? ExitCode.NOT_VALID : ExitCode.COMPLETED).number();
  }

  private MigrationStatus validated(Manifest manifest, StateDirectory directory)
      throws InterruptedException {
    surroundings.stop().begun();
    try (TaskHost host =
        surroundings
            .workers()
            .open(
                options.secrets(surroundings),
                options.addresses(),
                directory.create().spool(),
                (task, ledger) -> {
                  throw new IOException("a validation changes nothing");
                })) {
      Migration migration =
          new Migration(
              manifest.name(),
              UUID.randomUUID().toString(),
              1,
              false,
              manifest.spec(),
              MigrationStatus.initial());
      StoredRun begin =
          new StoredRun(StoredRun.VERSION, surroundings.clock().instant(), migration, List.of());
      RunOutcome outcome =
          new LocalDriver(
                  surroundings.planner(),
                  host,
                  new Forgetful(),
                  UserRequests::none,
                  surroundings.clock(),
                  new Quiet())
              .run(
                  begin, manifest.spec(), Until.VALIDATED, surroundings.stop()::raised, () -> true);
      if (outcome.end() == RunOutcome.End.STOPPED) {
        throw new CommandException(
            ExitCode.INTERRUPTED,
            "stopped before the checks had ended: nothing is known of either side",
            "Run it again: " + options.runAgain().of("validate"));
      }
      return outcome.run().migration().status();
    } finally {
      surroundings.stop().finished();
    }
  }

  private void show(MigrationStatus status, List<String> notApplicable) throws IOException {
    if (output == OutputFormat.json) {
      List<CheckResult> all = new ArrayList<>(status.checks());
      notApplicable.forEach(path -> all.add(ChecksView.clusterOnly(path)));
      Validation shown =
          new Validation(
              all.stream().map(StatusJson::check).toList(),
              status.guarantees().stream().map(StatusJson::guarantee).toList());
      surroundings.out().println(PlannerJson.indented().writeValueAsString(shown));
    } else {
      surroundings
          .out()
          .print(ChecksView.render(status.checks(), notApplicable, surroundings.paint()));
      surroundings.out().print(ChecksView.guarantees(status.guarantees(), surroundings.paint()));
    }
  }

  /** The parts of a status that are shown. */
  record Validation(List<CheckStatus> checks, List<GuaranteeStatus> guarantees) {}

  /** A validation leaves no trace. */
  private static final class Forgetful implements RunStore {
    @Override
    public Optional<StoredRun> load() {
      return Optional.empty();
    }

    @Override
    public void save(StoredRun run) {
      // Nothing will ever continue it.
    }
  }

  /** Its outcome is shown at the end, as a table. */
  private static final class Quiet implements RunListener {
    @Override
    public void changed(MigrationStatus before, MigrationStatus now) {
      // The table says it all.
    }

    @Override
    public void happened(Happening happening) {
      // The table says it all.
    }
  }
}
