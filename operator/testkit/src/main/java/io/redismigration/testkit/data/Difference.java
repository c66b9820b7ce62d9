package io.redismigration.testkit.data;

/**
 * Something two servers do not have in common.
 *
 * @param key its name, bytes outside ASCII escaped; or what else differs, such as {@code
 *     (functions)}
 * @param what both sides, shortened
 */
public record Difference(int database, String key, String what) {

  @Override
  public String toString() {
    return "db" + database + " " + key + ": " + what;
  }
}
