package io.redismigration.cli.command;

/** How output is written; spelled as users type it. */
public enum OutputFormat {
  /** For people. */
  text,
  /** For programs. */
  json
}
