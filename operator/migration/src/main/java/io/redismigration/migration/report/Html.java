package io.redismigration.migration.report;

import java.util.List;

/**
 * A page in the making. Whatever comes in as text is escaped; only names of elements and classes,
 * which are constants of this package, are not.
 */
final class Html {
  private final StringBuilder page = new StringBuilder(16 * 1024);

  /** One cell of a table: its text, and the class that colours it; null: none. */
  record Cell(String text, String style) {
    static Cell of(String text) {
      return new Cell(text, null);
    }
  }

  /** The text so that it is nothing but text, in an element and in a quoted attribute. */
  static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            letter -> {
              switch (letter) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isShown(letter) ? letter : '\uFFFD');
              }
            });
    return safe.toString();
  }

  /** Neither a control nor one that turns the direction of what follows, nor half a character. */
  private static boolean isShown(int letter) {
    int type = Character.getType(letter);
    return letter == '\n'
        || type != Character.CONTROL && type != Character.FORMAT && type != Character.SURROGATE;
  }

  /** Markup of this package. */
  Html raw(String markup) {
    page.append(markup);
    return this;
  }

  /** An element with text. */
  Html element(String name, String style, String text) {
    open(name, style);
    page.append(escaped(text)).append("</").append(name).append('>');
    return this;
  }

  private void open(String name, String style) {
    page.append('<').append(name);
    if (style != null) {
      page.append(" class=\"").append(style).append('"');
    }
    page.append('>');
  }

  /** A heading of a section. */
  Html heading(String text) {
    return element("h2", null, text).raw("\n");
  }

  /** A table with a line of heads; nothing where there are no rows. */
  Html table(List<String> heads, List<List<Cell>> rows) {
    if (rows.isEmpty()) {
      return element("p", "none", "none").raw("\n");
    }
    raw("<div class=\"wide\"><table>\n<thead><tr>");
    heads.forEach(head -> element("th", null, head));
    raw("</tr></thead>\n<tbody>\n");
    for (List<Cell> row : rows) {
      raw("<tr>");
      row.forEach(cell -> element("td", cell.style(), cell.text()));
      raw("</tr>\n");
    }
    return raw("</tbody></table></div>\n");
  }

  /** Names and what they stand for; what is null is left out. */
  Html facts(List<Fact> facts) {
    raw("<dl>\n");
    facts.stream()
        .filter(fact -> fact.text() != null && !fact.text().isEmpty())
        .forEach(
            fact ->
                element("dt", null, fact.name())
                    .element("dd", fact.style(), fact.text())
                    .raw("\n"));
    return raw("</dl>\n");
  }

  /** One fact; text null: unknown. */
  record Fact(String name, String text, String style) {
    static Fact of(String name, String text) {
      return new Fact(name, text, null);
    }
  }

  String done() {
    return page.toString();
  }
}
