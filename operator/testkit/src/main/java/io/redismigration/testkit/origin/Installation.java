package io.redismigration.testkit.origin;

import io.redismigration.testkit.ServerVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A server unpacked on disk, ready to be started.
 *
 * @param launcher the start of its command line: the binary, or its own loader followed by the
 *     binary
 * @param version what the binary says of itself
 */
public record Installation(List<String> launcher, ServerVersion version) {

  private static final List<String> BINARIES =
      List.of(
          "redis-server",
          "valkey-server",
          "usr/bin/redis-server",
          "usr/bin/valkey-server",
          "usr/local/bin/redis-server",
          "usr/local/bin/valkey-server");

  private static final Pattern VERSION =
      Pattern.compile("(Redis|Valkey) server v=(\\d+\\.\\d+\\.\\d+)");

  public Installation {
    launcher = List.copyOf(launcher);
  }

  /**
   * Finds the server in a directory. Where a C library was unpacked beside it, it is started
   * through that library's loader, since it may need a newer one than the machine has. The server
   * learns its role from the name it is called by, hence the link called {@code redis-server} and
   * not the file behind it.
   *
   * @throws UnavailableException if there is none, or it does not run
   */
  static Installation at(Path root) throws UnavailableException, InterruptedException {
    Path binary =
        BINARIES.stream()
            .map(root::resolve)
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(() -> new UnavailableException("no redis-server below " + root));
    List<String> launcher = new ArrayList<>();
    Optional<Path> loader = loaderIn(root);
    if (loader.isPresent()) {
      launcher.add(loader.get().toString());
      launcher.add("--library-path");
      launcher.add(libraryPath(root));
    }
    launcher.add(binary.toString());
    return new Installation(launcher, askVersion(root, launcher));
  }

  private static ServerVersion askVersion(Path root, List<String> launcher)
      throws UnavailableException, InterruptedException {
    List<String> command = new ArrayList<>(launcher);
    command.add("--version");
    String said = Shell.run(root, Duration.ofSeconds(10), command);
    Matcher version = VERSION.matcher(said);
    if (!version.find()) {
      throw new UnavailableException("it does not say its version but: " + said.strip());
    }
    return ServerVersion.parse(version.group(1).toLowerCase(Locale.ROOT) + "-" + version.group(2));
  }

  private static Optional<Path> loaderIn(Path root) throws UnavailableException {
    for (Path directory : libraryDirectories(root)) {
      try (Stream<Path> files = Files.list(directory)) {
        Optional<Path> loader =
            files
                .filter(file -> file.getFileName().toString().startsWith("ld-linux"))
                .filter(Files::isExecutable)
                .findFirst();
        if (loader.isPresent()) {
          return loader;
        }
      } catch (IOException e) {
        throw new UnavailableException("cannot read " + directory, e);
      }
    }
    return Optional.empty();
  }

  private static String libraryPath(Path root) throws UnavailableException {
    return String.join(":", libraryDirectories(root).stream().map(Path::toString).toList());
  }

  /** {@code lib/<triplet>} and {@code usr/lib/<triplet>}, as Debian lays libraries out. */
  private static List<Path> libraryDirectories(Path root) throws UnavailableException {
    List<Path> found = new ArrayList<>();
    for (String parent : List.of("lib", "usr/lib")) {
      Path directory = root.resolve(parent);
      if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      try (Stream<Path> children = Files.list(directory)) {
        children.filter(child -> child.toString().endsWith("-linux-gnu")).forEach(found::add);
      } catch (IOException e) {
        throw new UnavailableException("cannot read " + directory, e);
      }
    }
    return found;
  }
}
