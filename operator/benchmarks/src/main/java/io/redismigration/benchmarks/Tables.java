package io.redismigration.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The parts of a Markdown file that are written by a program, between two comments each. */
final class Tables {
  private final Path file;

  Tables(Path file) {
    this.file = file;
  }

  /** Puts {@code text} between {@code <!-- name -->} and {@code <!-- /name -->}, and prints it. */
  void replace(String name, String text) throws IOException {
    System.out.println(text);
    String all = Files.readString(file);
    String opening = "<!-- " + name + " -->\n";
    int from = all.indexOf(opening) + opening.length();
    int to = all.indexOf("<!-- /" + name + " -->");
    if (from < opening.length() || to < from) {
      throw new IOException(file + " has no place for " + name);
    }
    Files.writeString(file, all.substring(0, from) + "\n" + text + "\n" + all.substring(to));
  }
}
