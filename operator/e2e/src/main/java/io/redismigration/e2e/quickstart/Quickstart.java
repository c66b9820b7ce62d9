package io.redismigration.e2e.quickstart;

import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerUnavailableException;
import io.redismigration.testkit.data.WriteTally;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The other half of {@code examples/quickstart/run.sh}. Sets the stage and prints {@code SOURCE
 * TARGET}, two addresses, on standard output; reads the name of a file with the finished
 * migration's status from standard input; judges. Everything for people goes to standard error. At
 * the end of its input, or of itself, all servers end too.
 */
public final class Quickstart {

  private final PrintStream people;

  private Quickstart(PrintStream people) {
    this.people = people;
  }

  /** Ends the process with 0 if both servers hold the same, else with 1; 2 for wrong options. */
  public static void main(String[] arguments) throws IOException {
    StageOptions options;
    try {
      options = StageOptions.parse(arguments);
    } catch (IllegalArgumentException wrong) {
      System.err.println("quickstart: " + wrong.getMessage());
      System.exit(2);
      return;
    }
    System.exit(new Quickstart(System.err).play(options) ? 0 : 1);
  }

  private boolean play(StageOptions options) throws IOException {
    try (RedisServers servers = RedisServers.standard()) {
      people.println("control   " + new Control(servers, options).run());
      Instant begun = Instant.now();
      try (Stage stage = new Stage(servers, options)) {
        people.printf(
            "stage     source %s at %s, %,d keys loaded in %.1f s; target %s at %s, empty%n",
            stage.source().version(),
            stage.source().address(),
            options.keys(),
            Duration.between(begun, Instant.now()).toMillis() / 1000.0,
            stage.target().version(),
            stage.target().address());
        stage.beginWriting();
        people.println("writer    writes to the source as fast as it answers, until it is refused");
        System.out.println(stage.source().address() + " " + stage.target().address());
        return judge(stage);
      }
    } catch (ServerUnavailableException missing) {
      people.println("quickstart: " + missing.getMessage());
    } catch (AssertionError different) {
      people.println("verdict   NOT THE SAME: " + different.getMessage());
    }
    return false;
  }

  private boolean judge(Stage stage) throws IOException {
    String file =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    if (file == null || file.isBlank()) {
      return false;
    }
    MigrationStatus status = MigrationStatus.read(Path.of(file));
    if (!status.phase().equals("Completed")) {
      people.println("verdict   NOT MIGRATED: the migration ended as " + status.phase());
      return false;
    }
    WriteTally writes = stage.awaitFencedWriter();
    people.printf(
        "writer    %,d writes acknowledged, %,d without an answer, then refused: %s%n",
        writes.acknowledged(), writes.unknown(), writes.lastRefusal());
    status
        .committedAt()
        .ifPresent(
            moment ->
                people.printf(
                    "outage    %d ms from the writer's last acknowledged write to the target's"
                        + " take-over%n",
                    Duration.between(stage.lastWrite(), moment).toMillis()));
    people.println("oracle    comparing without the migration's help …");
    people.println("verdict   THE SAME on both sides: " + stage.compare());
    if (!status.verified()) {
      people.println("verdict   but the migration's own verification does not say so");
    }
    return status.verified();
  }
}
