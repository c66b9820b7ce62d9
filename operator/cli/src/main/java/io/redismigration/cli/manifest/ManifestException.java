package io.redismigration.cli.manifest;

import java.nio.file.Path;
import java.util.List;

/** A manifest that cannot be used, with everything that is wrong with it. */
public final class ManifestException extends Exception {
  private final transient Path file;
  private final transient List<LocatedProblem> problems;

  /**
   * @param problems in the order of the file, at least one
   */
  public ManifestException(Path file, List<LocatedProblem> problems) {
    super(file + ": " + problems.get(0));
    this.file = file;
    this.problems = List.copyOf(problems);
  }

  /** The file as the user named it. */
  public Path file() {
    return file;
  }

  /** Everything that is wrong, in the order of the file. */
  public List<LocatedProblem> problems() {
    return problems;
  }
}
