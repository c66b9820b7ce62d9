package io.redismigration.cli.command;

import io.redismigration.cli.run.Planning;
import io.redismigration.cli.view.Paint;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;

/**
 * What the commands get from outside.
 *
 * @param in answers of a person; used on a terminal only
 * @param terminal null: output goes to a file or a pipe
 * @param paint colours of {@code out}
 * @param user who sits before it, as {@code user@host}
 */
public record Surroundings(
    PrintStream out,
    PrintStream err,
    BufferedReader in,
    Terminal terminal,
    Paint paint,
    Map<String, String> environment,
    Path home,
    String user,
    Clock clock,
    ZoneId zone,
    Planning planner,
    Workers workers,
    StopSignal stop) {

  /** A screen of that many characters a line. */
  public record Terminal(int width) {}
}
