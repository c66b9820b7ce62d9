package io.redismigration.cli.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The directory in which one migration keeps its files. */
public final class StateDirectory {
  private final Path root;

  /** The directory itself; it need not exist yet. */
  public StateDirectory(Path root) {
    this.root = root;
  }

  /**
   * Where a migration keeps its files unless the user says otherwise: {@code
   * ${XDG_STATE_HOME:-~/.local/state}/redis-migration/<namespace>/<name>}.
   */
  public static StateDirectory standard(
      Map<String, String> environment, Path home, String namespace, String name) {
    String configured = environment.getOrDefault("XDG_STATE_HOME", "");
    Path base =
        configured.isEmpty() ? home.resolve(".local").resolve("state") : Path.of(configured);
    return new StateDirectory(base.resolve("redis-migration").resolve(namespace).resolve(name));
  }

  /**
   * Makes the directory, readable by its owner alone.
   *
   * @throws StateException naming the directory
   */
  public StateDirectory create() {
    try {
      if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createDirectories(
            root,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } else {
        Files.createDirectories(root);
      }
      return this;
    } catch (IOException failed) {
      throw new StateException(
          "the state directory %s cannot be made (%s); choose another with --state"
              .formatted(root, failed),
          failed);
    }
  }

  /** The directory itself. */
  public Path root() {
    return root;
  }

  /** The run's own state. */
  public Path state() {
    return root.resolve("state.json");
  }

  /** What users asked for. */
  public Path requests() {
    return root.resolve("requests.json");
  }

  /** The lock that excludes a second run. */
  public Path lock() {
    return root.resolve("lock");
  }

  /** Log of the runs, one JSON object per line. */
  public Path log() {
    return root.resolve("log.json");
  }

  /** Where the stream waits while the target is behind; scratch. */
  public Path spool() {
    return root.resolve("spool");
  }

  /** What a task changes on the servers. */
  Path ledger(String task) {
    return root.resolve("ledger-" + task + ".json");
  }
}
