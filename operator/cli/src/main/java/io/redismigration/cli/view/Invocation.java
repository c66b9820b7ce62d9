package io.redismigration.cli.view;

import java.util.List;

/** How to call this program again for the same migration. */
public record Invocation(List<String> options) {

  public Invocation {
    options = List.copyOf(options);
  }

  /** The command line for a verb, ready to be pasted into a shell. */
  public String of(String... words) {
    StringBuilder line = new StringBuilder("redis-migration");
    for (String word : words) {
      line.append(' ').append(word);
    }
    for (String option : options) {
      line.append(' ').append(quoted(option));
    }
    return line.toString();
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=@%+,\\[\\]-]+")
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }
}
