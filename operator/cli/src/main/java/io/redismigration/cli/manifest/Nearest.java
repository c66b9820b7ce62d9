package io.redismigration.cli.manifest;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
final class Nearest {
  private Nearest() {}

  /** The known word with the fewest edits to {@code word}, if they are few for its length. */
  static Optional<String> to(String word, Collection<String> known) {
    String wanted = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(candidate -> score(wanted, candidate) <= Math.max(1, wanted.length() / 3))
        .min(Comparator.comparingInt(candidate -> score(wanted, candidate)));
  }

  private static int score(String wanted, String candidate) {
    String lower = candidate.toLowerCase(Locale.ROOT);
    boolean oneBeginsTheOther =
        wanted.length() >= 4 && (lower.startsWith(wanted) || wanted.startsWith(lower));
    return oneBeginsTheOther ? 1 : edits(wanted, lower);
  }

  /** Levenshtein distance. */
  private static int edits(String left, String right) {
    int[] previous = new int[right.length() + 1];
    for (int column = 0; column <= right.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= left.length(); row++) {
      int[] current = new int[right.length() + 1];
      current[0] = row;
      for (int column = 1; column <= right.length(); column++) {
        int replaced = left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1;
        current[column] =
            Math.min(
                previous[column - 1] + replaced,
                Math.min(previous[column], current[column - 1]) + 1);
      }
      previous = current;
    }
    return previous[right.length()];
  }
}
