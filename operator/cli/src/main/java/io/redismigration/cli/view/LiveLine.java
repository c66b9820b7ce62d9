package io.redismigration.cli.view;

import java.io.PrintStream;

/**
 * The last line of a terminal, redrawn in place, with ordinary lines scrolling above it. Safe for
 * the several threads that draw.
 */
final class LiveLine {
  private static final String ERASE = "\r\u001B[K";

  private final PrintStream out;
  private final int width;
  private String shown = "";

  /**
   * @param width of the terminal in characters; what is longer is cut
   */
  LiveLine(PrintStream out, int width) {
    this.out = out;
    this.width = width;
  }

  /** Draws the last line anew. */
  synchronized void show(String text) {
    shown = text.length() < width ? text : text.substring(0, width - 1);
    out.print(ERASE + shown);
    out.flush();
  }

  /** Adds a line above it. */
  synchronized void print(String line) {
    out.print(ERASE + line + "\n" + shown);
    out.flush();
  }

  /** Takes the last line away. */
  synchronized void clear() {
    if (!shown.isEmpty()) {
      show("");
    }
  }
}
