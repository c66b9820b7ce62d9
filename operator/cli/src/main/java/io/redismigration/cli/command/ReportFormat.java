package io.redismigration.cli.command;

import java.nio.file.Path;
import java.util.Locale;

/** How a report is written; spelled as users type it. */
public enum ReportFormat {
  /** A summary for people. */
  text,
  /** All of it, for programs. */
  json,
  /** All of it, as one page. */
  html;

  /** By the name of the file: {@code .html} and {@code .htm}, {@code .txt}, else JSON. */
  static ReportFormat of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".html") || name.endsWith(".htm")) {
      return html;
    }
    return name.endsWith(".txt") ? text : json;
  }
}
