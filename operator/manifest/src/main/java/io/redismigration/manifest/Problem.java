package io.redismigration.manifest;

/**
 * One thing wrong with a spec.
 *
 * @param path of the field, as {@code spec.source.endpoints[0]}
 * @param message what is wrong and what to write instead; never holds a value from below {@code
 *     auth}
 */
public record Problem(String path, String message) {

  /** The problem as a line of text. */
  @Override
  public String toString() {
    return path + ": " + message;
  }
}
