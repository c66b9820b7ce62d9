package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;
import io.redismigration.cli.manifest.Manifest;
import io.redismigration.cli.manifest.ManifestException;
import io.redismigration.cli.state.RunLock;
import io.redismigration.cli.state.StateDirectory;
import io.redismigration.cli.state.StateFile;
import io.redismigration.cli.state.StoredRun;
import io.redismigration.cli.view.StatusJson;
import io.redismigration.cli.view.StatusView;
import io.redismigration.manifest.PlannerJson;
import java.io.IOException;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows where a migration stands, from the state its run keeps. */
@Command(
    name = "status",
    description = "Show where the migration stands and what can be done next.")
public final class StatusCommand implements Callable<Integer> {
  private static final String CLEAR_SCREEN = "\u001B[H\u001B[2J";
  private static final long REDRAW_SECONDS = 5;

  private final Surroundings surroundings;

  @Mixin private CommonOptions options;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or json (as a cluster shows .status).")
  private OutputFormat output;

  @Option(
      names = {"-w", "--watch"},
      description = "Show it again whenever it changes, until the migration has ended.")
  private boolean watch;

  /** With everything a command gets from outside. */
  public StatusCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ManifestException, IOException, InterruptedException {
    Manifest manifest = options.manifest();
    StateDirectory directory = options.directory(manifest, surroundings);
    StateFile file = new StateFile(directory);
    StoredRun run =
        file.load()
            .orElseThrow(
                () ->
                    new CommandException(
                        ExitCode.USAGE,
                        "migration '%s' has not been run yet (no state in %s)"
                            .formatted(manifest.name(), directory.root()),
                        "Begin it with: " + options.runAgain().of("run")));
    show(run, directory);
    if (watch) {
      watch(file, directory, run);
    }
    return ExitCode.COMPLETED.number();
  }

  private void watch(StateFile file, StateDirectory directory, StoredRun first)
      throws IOException, InterruptedException {
    StoredRun shown = first;
    try (WatchService changes = directory.root().getFileSystem().newWatchService()) {
      WatchKey key = directory.root().register(changes, StandardWatchEventKinds.ENTRY_CREATE);
      while (!shown.migration().status().phase().ended()) {
        WatchKey changed = changes.poll(REDRAW_SECONDS, TimeUnit.SECONDS);
        if (changed != null) {
          key.pollEvents();
          key.reset();
        }
        StoredRun now = file.load().orElse(shown);
        if (!now.equals(shown)) {
          show(now, directory);
          shown = now;
        }
      }
    }
  }

  private void show(StoredRun run, StateDirectory directory) throws IOException {
    if (output == OutputFormat.json) {
      surroundings
          .out()
          .println(PlannerJson.indented().writeValueAsString(StatusJson.of(run.migration())));
      return;
    }
    if (watch && surroundings.terminal() != null) {
      surroundings.out().print(CLEAR_SCREEN);
    }
    Optional<Long> process = RunLock.holder(directory);
    surroundings
        .out()
        .print(
            new StatusView(surroundings.paint())
                .render(
                    run,
                    process,
                    options.again(),
                    options.runAgain(),
                    surroundings.clock().instant()));
    surroundings.out().flush();
  }
}
