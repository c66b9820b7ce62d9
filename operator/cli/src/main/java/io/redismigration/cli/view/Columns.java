package io.redismigration.cli.view;

import java.util.ArrayList;
import java.util.List;

/** Rows whose cells line up. Widths are those of the text without colour. */
final class Columns {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row; the last cell may be of any length. */
  Columns row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** All rows, each with {@code indent} before it and a line end behind it. */
  String render(String indent) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], visible(row.get(i)));
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append((indent + line(row, widths)).stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append(row.get(i));
      if (i < row.size() - 1) {
        line.append(" ".repeat(widths[i] - visible(row.get(i)))).append(GAP);
      }
    }
    return line.toString();
  }

  private static int visible(String cell) {
    return cell.replaceAll("\u001B\\[[0-9;]*m", "").length();
  }
}
