package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;
import io.redismigration.cli.logging.Logs;
import io.redismigration.cli.manifest.Manifest;
import io.redismigration.cli.manifest.ManifestException;
import io.redismigration.cli.run.LocalDriver;
import io.redismigration.cli.run.NotKeptException;
import io.redismigration.cli.run.RunOutcome;
import io.redismigration.cli.run.Until;
import io.redismigration.cli.state.RequestFile;
import io.redismigration.cli.state.RunLock;
import io.redismigration.cli.state.StateDirectory;
import io.redismigration.cli.state.StateFile;
import io.redismigration.cli.state.StoredRun;
import io.redismigration.cli.view.BarProgress;
import io.redismigration.cli.view.Endpoints;
import io.redismigration.cli.view.PlainProgress;
import io.redismigration.cli.view.ProgressView;
import io.redismigration.migration.model.Author;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Phase;
import io.redismigration.worker.TaskHost;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a migration from where it stands to its end. */
@Command(
    name = "run",
    description = {
      "Run the migration: validate, copy, follow the source, verify, cut over.",
      "Stop it with Ctrl-C, or kill it: running it again continues."
    })
public final class RunCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private CommonOptions options;

  @Option(
      names = "--until",
      paramLabel = "POINT",
      converter = UntilConverter.class,
      completionCandidates = UntilConverter.Names.class,
      defaultValue = "completed",
      description = "Return early, leaving the rest to a later run: ${COMPLETION-CANDIDATES}.")
  private Until until;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Also write the report there: FILE.html, FILE.txt, else JSON.")
  private Path report;

  @Option(names = "--new-run", description = "Forget a run that has ended and begin a new one.")
  private boolean newRun;

  /** With everything a command gets from outside. */
  public RunCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ManifestException, IOException, InterruptedException {
    Manifest manifest = options.manifest();
    if (report != null) {
      new ReportFile(report).requireWritable();
    }
    StateDirectory directory = options.directory(manifest, surroundings).create();
    RunLock held = RunLock.acquire(directory).orElseThrow(() -> locked(manifest, directory));
    surroundings.stop().begun();
    try (held) {
      Logs.to(directory.log(), manifest.name(), options.debug());
      return run(manifest, directory).number();
    } finally {
      surroundings.stop().finished();
    }
  }

  private CommandException locked(Manifest manifest, StateDirectory directory) {
    String holder =
        RunLock.holder(directory).map(pid -> "process " + pid).orElse("another process");
    return new CommandException(
        ExitCode.LOCKED,
        "%s runs migration '%s' already (lock %s)"
            .formatted(holder, manifest.name(), directory.lock()),
        "Watch it with: " + options.again().of("status", "--watch"));
  }

  private ExitCode run(Manifest manifest, StateDirectory directory)
      throws IOException, InterruptedException {
    StateFile file = new StateFile(directory);
    file.removeUnfinished();
    RequestFile requests = new RequestFile(directory);
    StoredRun begin = begin(manifest, file, requests);
    if (!requests.load().cancel()) {
      FrozenEdits.refuse(begin.migration(), manifest.spec(), options.again(), options.runAgain());
    }
    announce(manifest, begin.migration(), directory);
    RunOutcome outcome;
    try (TaskHost host =
            surroundings
                .workers()
                .open(options.secrets(surroundings), options.addresses(), directory.spool(), file);
        ProgressView progress = progress()) {
      LocalDriver driver =
          new LocalDriver(
              surroundings.planner(), host, file, requests::load, surroundings.clock(), progress);
      outcome =
          driver.run(
              begin,
              manifest.spec(),
              until,
              surroundings.stop()::raised,
              surroundings.stop()::hurried);
    } catch (NotKeptException full) {
      surroundings.err().print(ending().closed(full.run()));
      throw full;
    }
    StoredRun kept = outcome.end() == RunOutcome.End.STOPPED ? file.load().orElseThrow() : null;
    return ending().of(outcome, kept, manifest.namespace(), report);
  }

  private Ending ending() {
    return new Ending(surroundings, options.again(), options.runAgain());
  }

  private StoredRun begin(Manifest manifest, StateFile file, RequestFile requests) {
    Optional<StoredRun> stored = file.load();
    boolean ended = stored.isPresent() && stored.get().migration().status().phase().ended();
    if (newRun && stored.isPresent() && !ended) {
      throw new CommandException(
          ExitCode.USAGE,
          "the migration has not ended, so a new run would leave the source's parameters changed",
          "Cancel it first: " + options.again().of("cancel"));
    }
    if (newRun && stored.map(run -> run.migration().status().run().claimed()).orElse(false)) {
      throw new CommandException(
          ExitCode.USAGE,
          "the run that failed still claims the target, so a new one would be refused there",
          "Cancel it first: "
              + options.again().of("cancel")
              + ", then: "
              + options.runAgain().of("run"));
    }
    if (stored.isEmpty() || newRun) {
      stored.ifPresent(this::tellWhatOpensTheSource);
      requests.clear();
      return fresh(manifest);
    }
    return stored.get();
  }

  /** It is forgotten with the run that closed the source. */
  private void tellWhatOpensTheSource(StoredRun forgotten) {
    List<String> commands = forgotten.migration().status().cutover().liftCommands();
    if (!commands.isEmpty()) {
      surroundings
          .out()
          .println(
              "the run before closed its source to writers; unless done already, this opens it:");
      commands.forEach(command -> surroundings.out().println("  " + command));
    }
  }

  private StoredRun fresh(Manifest manifest) {
    Migration migration =
        new Migration(
            manifest.name(),
            UUID.randomUUID().toString(),
            1,
            false,
            manifest.spec(),
            MigrationStatus.initial(),
            Map.of("spec", new Author(surroundings.user(), surroundings.clock().instant())));
    return new StoredRun(StoredRun.VERSION, surroundings.clock().instant(), migration, List.of());
  }

  private void announce(Manifest manifest, Migration migration, StateDirectory directory) {
    // A failed run is tried again with the manifest as it is by then.
    boolean begun =
        migration.status().phase() != Phase.FAILED
            && !migration.status().observed().frozen().isEmpty();
    List<Endpoint> from = begun ? migration.sourceInUse() : manifest.spec().source().endpoints();
    List<Endpoint> to =
        begun ? migration.targetInUse() : manifest.spec().target().connection().endpoints();
    surroundings
        .out()
        .printf(
            "%s: %s → %s%nstate in %s%n",
            manifest.name(), Endpoints.of(from), Endpoints.of(to), directory.root());
    manifest
        .notApplicable()
        .forEach(
            path -> surroundings.out().println(path + " acts in a cluster only; not applied here"));
  }

  private ProgressView progress() {
    return surroundings.terminal() == null
        ? new PlainProgress(
            surroundings.out(), surroundings.clock(), surroundings.zone(), options.again())
        : new BarProgress(
            surroundings.out(),
            surroundings.terminal().width(),
            surroundings.clock(),
            surroundings.zone(),
            options.again(),
            surroundings.paint());
  }
}
