package io.redismigration.cli.command;

import io.redismigration.cli.access.AddressMap;
import io.redismigration.cli.access.LocalSecrets;
import io.redismigration.cli.manifest.Manifest;
import io.redismigration.cli.manifest.ManifestException;
import io.redismigration.cli.manifest.ManifestReader;
import io.redismigration.cli.state.StateDirectory;
import io.redismigration.cli.view.Invocation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that every command about a migration has. */
final class CommonOptions {
  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      required = true,
      description = "The manifest: a RedisMigration, as kubectl apply takes it.")
  private Path file;

  @Option(
      names = "--secrets",
      paramLabel = "DIR",
      description = {
        "Where secrets are: DIR/<name>/<key>. Without it, or where a file is missing:",
        "the variable REDIS_MIGRATION_SECRET_<NAME>_<KEY>."
      })
  private Path secrets;

  @Option(
      names = "--resolve",
      paramLabel = "FROM=TO",
      description =
          "Dial TO where the manifest says FROM: redis-old:6379=127.0.0.1:7000. Repeatable.")
  private List<String> resolve = new ArrayList<>();

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = {
        "Where the run is kept, so that it can be resumed. Default:",
        "$${XDG_STATE_HOME:-~/.local/state}/redis-migration/<namespace>/<name>."
      })
  private Path state;

  @Option(names = "--debug", description = "Show stack traces and warnings of the log.")
  private boolean debug;

  Manifest manifest() throws ManifestException {
    return ManifestReader.read(file);
  }

  LocalSecrets secrets(Surroundings surroundings) {
    return new LocalSecrets(secrets, surroundings.environment());
  }

  AddressMap addresses() {
    try {
      return AddressMap.parse(resolve);
    } catch (IllegalArgumentException wrong) {
      throw new CommandException(
          io.redismigration.cli.ExitCode.USAGE, wrong.getMessage(), "Correct the option.");
    }
  }

  StateDirectory directory(Manifest manifest, Surroundings surroundings) {
    return state == null
        ? StateDirectory.standard(
            surroundings.environment(), surroundings.home(), manifest.namespace(), manifest.name())
        : new StateDirectory(state);
  }

  boolean debug() {
    return debug;
  }

  /** The same options again, for commands shown to the user. */
  Invocation again() {
    List<String> options = new ArrayList<>(List.of("-f", file.toString()));
    if (state != null) {
      options.addAll(List.of("--state", state.toString()));
    }
    return new Invocation(options);
  }

  /** The same options again, with those a run needs besides. */
  Invocation runAgain() {
    List<String> options = new ArrayList<>(again().options());
    if (secrets != null) {
      options.addAll(List.of("--secrets", secrets.toString()));
    }
    resolve.forEach(mapping -> options.addAll(List.of("--resolve", mapping)));
    return new Invocation(options);
  }
}
