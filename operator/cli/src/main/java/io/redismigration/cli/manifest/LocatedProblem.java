package io.redismigration.cli.manifest;

/**
 * One thing wrong with a manifest.
 *
 * @param path of the field, as {@code spec.source.endpoints[0]}; empty for the file as a whole
 * @param line counted from 1; 0 if it has none
 * @param message what is wrong and what to write instead; never holds a value from below {@code
 *     auth}
 */
public record LocatedProblem(String path, int line, String message) {

  /** The problem as a line of text, without the file's name. */
  @Override
  public String toString() {
    String where = line > 0 ? "line " + line + ": " : "";
    return path.isEmpty() ? where + message : where + path + ": " + message;
  }
}
