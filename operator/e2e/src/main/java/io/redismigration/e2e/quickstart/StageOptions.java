package io.redismigration.e2e.quickstart;

import io.redismigration.testkit.RedisServers;

/**
 * What is put on the stage.
 *
 * @param from version of the source
 * @param to version of the target
 * @param keys of static data, at least one; the writer adds a few thousand
 */
record StageOptions(String from, String to, int keys) {

  private static final int DEFAULT_KEYS = 1_000_000;

  /**
   * Reads {@code --from VERSION --to VERSION --keys N}, all optional.
   *
   * @throws IllegalArgumentException saying what to write instead
   */
  static StageOptions parse(String... arguments) {
    String from = "2.8";
    String to = RedisServers.NEWEST;
    int keys = DEFAULT_KEYS;
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + " needs a value; " + USAGE);
      }
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--from" -> from = value;
        case "--to" -> to = value;
        case "--keys" -> keys = count(value);
        default -> throw new IllegalArgumentException("unknown: " + arguments[i] + "; " + USAGE);
      }
    }
    return new StageOptions(from, to, keys);
  }

  private static final String USAGE =
      "use --from VERSION, --to VERSION, --keys N, where versions are like 2.8, 7.0, valkey-9.1"
          + " or newest";

  private static int count(String text) {
    if (!text.matches("[1-9][0-9]{0,7}")) {
      throw new IllegalArgumentException("--keys needs a number from 1 to 99999999, not " + text);
    }
    return Integer.parseInt(text);
  }
}
