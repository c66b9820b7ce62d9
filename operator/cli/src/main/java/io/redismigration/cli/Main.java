package io.redismigration.cli;

import io.redismigration.cli.command.RootCommand;
import io.redismigration.cli.command.StopSignal;
import io.redismigration.cli.command.Surroundings;
import io.redismigration.cli.command.Surroundings.Terminal;
import io.redismigration.cli.view.Paint;
import io.redismigration.migration.plan.Planner;
import io.redismigration.migration.plan.PlannerSettings;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;

/** Puts the parts together and runs one command. */
public final class Main {
  private static final int STANDARD_WIDTH = 100;
  private static final Duration TO_STOP = Duration.ofSeconds(30);

  private Main() {}

  /** Ends the process with one of {@link ExitCode}. */
  public static void main(String[] arguments) {
    StopSignal stop = new StopSignal();
    Map<String, String> environment = System.getenv();
    Terminal terminal = terminal(environment);
    Surroundings surroundings =
        new Surroundings(
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
            terminal,
            terminal == null || environment.containsKey("NO_COLOR") ? Paint.PLAIN : Paint.COLOUR,
            environment,
            Path.of(System.getProperty("user.home")),
            System.getProperty("user.name") + "@" + host(environment),
            Clock.systemUTC(),
            ZoneId.systemDefault(),
            new Planner(PlannerSettings.onOneMachine())::plan,
            LocalWorkers::open,
            stop);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> onSignal(stop), "stop"));
    int code = RootCommand.commandLine(surroundings).execute(arguments);
    stop.finished();
    System.exit(code);
  }

  /** Runs when the process ends by itself as well: then nothing is left to stop. */
  private static void onSignal(StopSignal stop) {
    try {
      if (stop.stop(TO_STOP)) {
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  /** Without asking a name server, which may not answer. */
  private static String host(Map<String, String> environment) {
    String known = environment.getOrDefault("HOSTNAME", "");
    if (!known.isEmpty()) {
      return known;
    }
    try {
      return Files.readString(Path.of("/etc/hostname")).strip();
    } catch (IOException elsewhere) {
      return environment.getOrDefault("COMPUTERNAME", "localhost");
    }
  }

  private static Terminal terminal(Map<String, String> environment) {
    String known = environment.get("REDIS_MIGRATION_TERMINAL");
    boolean there = known == null ? System.console() != null : known.equals("1");
    return there ? new Terminal(width(environment.get("COLUMNS"))) : null;
  }

  private static int width(String columns) {
    return columns != null && columns.matches("[1-9][0-9]{1,3}")
        ? Integer.parseInt(columns)
        : STANDARD_WIDTH;
  }
}
