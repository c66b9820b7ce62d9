package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;
import io.redismigration.cli.manifest.Manifest;
import io.redismigration.cli.manifest.ManifestException;
import io.redismigration.cli.state.RequestFile;
import io.redismigration.cli.state.RunLock;
import io.redismigration.cli.state.StateDirectory;
import io.redismigration.cli.state.StateFile;
import io.redismigration.cli.state.StoredRun;
import io.redismigration.cli.state.UserRequests;
import io.redismigration.migration.model.Author;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.UserAction;
import java.io.IOException;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A user asking something of a run that is active, or comes later. */
final class Asking {
  private final CommonOptions options;
  private final Surroundings surroundings;
  private final StateDirectory directory;
  private final MigrationSpec written;
  private final StoredRun run;

  /**
   * Finds the run.
   *
   * @throws ManifestException if the manifest cannot be used
   * @throws CommandException if nothing was ever run
   */
  Asking(CommonOptions options, Surroundings surroundings) throws ManifestException {
    this.options = options;
    this.surroundings = surroundings;
    Manifest manifest = options.manifest();
    this.written = manifest.spec();
    this.directory = options.directory(manifest, surroundings);
    this.run =
        new StateFile(directory)
            .load()
            .orElseThrow(
                () ->
                    new CommandException(
                        ExitCode.USAGE,
                        "migration '%s' has not been run yet (no state in %s)"
                            .formatted(manifest.name(), directory.root()),
                        "Begin it with: " + options.runAgain().of("run")));
  }

  /** The run as its process last kept it. */
  StoredRun run() {
    return run;
  }

  /** What the manifest says now. */
  MigrationSpec written() {
    return written;
  }

  /** Refuses what the planner would not act on. */
  void mustAllow(UserAction action, String word) {
    MigrationStatus status = run.migration().status();
    if (!status.allowedActions().contains(action)) {
      String possible =
          status.allowedActions().stream()
              .flatMap(allowed -> words(allowed, status))
              .collect(Collectors.joining(", "));
      throw new CommandException(
          ExitCode.USAGE,
          "%s is not possible in phase %s (possible: %s)"
              .formatted(
                  word,
                  Labels.of(status.phase()),
                  possible.isEmpty() ? "status and report" : possible),
          "Look at: " + options.again().of("status"));
    }
  }

  /** What a user types for it; nothing for what is done by an edit of the manifest. */
  private static Stream<String> words(UserAction action, MigrationStatus status) {
    return switch (action) {
      case CONFIRM -> Stream.of("cutover");
      case CONFIRM_FLUSH -> Stream.of("flush");
      case SUSPEND -> Stream.of(status.latches().suspended() ? "resume" : "suspend");
      case START, VERIFY, REPAIR, RETRY, CANCEL ->
          Stream.of(action.name().toLowerCase(Locale.ROOT));
      case EDIT, THROTTLE, DELETE -> Stream.empty();
    };
  }

  /**
   * Refuses what is of use only while a process does it.
   *
   * @param what is asked for
   */
  void mustBeActive(String what) {
    if (!isActive()) {
      throw new CommandException(
          ExitCode.USAGE,
          what + " needs the process that runs the migration, and none does now",
          "Continue the migration, then ask again: " + options.runAgain().of("run"));
    }
  }

  /** Whether a process runs the migration now. */
  boolean isActive() {
    return RunLock.holder(directory).isPresent();
  }

  /** What continues the run. */
  String toRun() {
    return options.runAgain().of("run");
  }

  /** What shows where the run stands. */
  String toSee() {
    return options.again().of("status");
  }

  /**
   * Waits until the run is as wanted.
   *
   * @return the run then; empty if no process is active, or the time is over
   */
  Optional<StoredRun> await(Predicate<StoredRun> wanted, Duration atMost)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    StateFile file = new StateFile(directory);
    try (WatchService changes = directory.root().getFileSystem().newWatchService()) {
      WatchKey key = directory.root().register(changes, StandardWatchEventKinds.ENTRY_CREATE);
      while (RunLock.holder(directory).isPresent() && System.nanoTime() - deadline < 0) {
        Optional<StoredRun> found = file.load().filter(wanted);
        if (found.isPresent()) {
          return found;
        }
        if (changes.poll(1, TimeUnit.SECONDS) != null) {
          key.pollEvents();
          key.reset();
        }
      }
    }
    return file.load().filter(wanted);
  }

  /**
   * Leaves the request and says who takes it up.
   *
   * @param field of a manifest that would say the same
   */
  void leave(String word, String field, UnaryOperator<UserRequests> change) {
    leave(word, field, "", change);
  }

  /**
   * The same for what is not taken up for ever.
   *
   * @param condition under which a later run does
   */
  void leave(String word, String field, String condition, UnaryOperator<UserRequests> change) {
    Author author = new Author(surroundings.user(), surroundings.clock().instant());
    new RequestFile(directory).update(asked -> change.apply(asked).by(field, author));
    Optional<Long> process = RunLock.holder(directory);
    surroundings
        .out()
        .println(
            process
                .map(pid -> word + " asked for; process " + pid + " takes it up")
                .orElseGet(
                    () ->
                        word
                            + " asked for; no process runs this migration: nothing happens until the"
                            + " next run takes it up"
                            + condition
                            + ": "
                            + toRun()));
  }
}
