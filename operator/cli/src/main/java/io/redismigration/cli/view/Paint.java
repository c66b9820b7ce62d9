package io.redismigration.cli.view;

/** Colours, where a terminal shows them. */
public enum Paint {
  /** None: for files, pipes and {@code NO_COLOR}. */
  PLAIN,
  /** ANSI. */
  COLOUR;

  private static final String RESET = "\u001B[0m";

  /** Something that stands out. */
  String strong(String text) {
    return wrap("1", text);
  }

  /** All is well. */
  String good(String text) {
    return wrap("32", text);
  }

  /** To be looked at. */
  String warning(String text) {
    return wrap("33", text);
  }

  /** Stands in the way. */
  String bad(String text) {
    return wrap("31", text);
  }

  /** Of less interest. */
  String faint(String text) {
    return wrap("2", text);
  }

  private String wrap(String code, String text) {
    return this == PLAIN ? text : "\u001B[" + code + "m" + text + RESET;
  }
}
