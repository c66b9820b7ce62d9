package io.redismigration.testkit.origin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * apt on lists and caches of its own, below one directory; the system's are neither read nor
 * written.
 */
final class PrivateApt {

  private final Path home;
  private final Duration limit;

  private PrivateApt(Path home, Duration limit) {
    this.home = home;
    this.limit = limit;
  }

  /**
   * Makes the directory.
   *
   * @param entry the one line of its source list
   */
  static PrivateApt at(Path home, String entry, Duration limit) throws IOException {
    Files.createDirectories(home.resolve("lists/partial"));
    Files.createDirectories(home.resolve("cache/archives/partial"));
    Files.writeString(home.resolve("sources.list"), entry + "\n");
    return new PrivateApt(home, limit);
  }

  /** Runs {@code apt-get} or {@code apt-cache} and returns what it printed. */
  String run(String... command) throws UnavailableException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(command[0]);
    option(line, "Dir::Etc::sourcelist=" + home.resolve("sources.list"));
    option(line, "Dir::Etc::sourceparts=-");
    option(line, "Dir::State::lists=" + home.resolve("lists"));
    option(line, "Dir::Cache=" + home.resolve("cache"));
    option(line, "Dir::State::status=/dev/null");
    option(line, "Acquire::Languages=none");
    option(line, "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false");
    option(line, "APT::Sandbox::User=root");
    line.addAll(List.of(command).subList(1, command.length));
    return Shell.run(home, limit, line);
  }

  /** Downloads the packages into the directory, in one call since each reads all lists anew. */
  void download(List<String> packages) throws UnavailableException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("apt-get", "-qq", "download"));
    command.addAll(packages);
    run(command.toArray(String[]::new));
  }

  private static void option(List<String> line, String option) {
    line.add("-o");
    line.add(option);
  }
}
