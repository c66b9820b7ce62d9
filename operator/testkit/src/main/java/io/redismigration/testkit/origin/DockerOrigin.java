package io.redismigration.testkit.origin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Servers from the official images. An image only gives files: the server is run beside the test
 * like any other, so that it can be killed, restarted and looked into in one way whatever its
 * origin.
 */
public final class DockerOrigin implements Origin {

  private static final Duration ASK_LIMIT = Duration.ofSeconds(5);
  private static final Duration PULL_LIMIT = Duration.ofMinutes(5);

  private final String docker;

  /**
   * @param docker the client's name or path, usually {@code docker}
   */
  public DockerOrigin(String docker) {
    this.docker = docker;
  }

  @Override
  public String name() {
    return "Docker images";
  }

  @Override
  public void unpack(WantedVersion wanted, Path into)
      throws UnavailableException, InterruptedException {
    requireDaemon(into);
    String container =
        Shell.run(into, PULL_LIMIT, List.of(docker, "create", image(wanted))).strip();
    try {
      Path archive = into.resolve("image.tar");
      Shell.run(into, PULL_LIMIT, List.of(docker, "export", "-o", archive.toString(), container));
      Shell.run(
          into,
          PULL_LIMIT,
          List.of("tar", "-xf", archive.toString(), "usr/local/bin", "lib", "usr/lib"));
      Files.delete(archive);
    } catch (IOException e) {
      throw new UnavailableException("cannot unpack the image", e);
    } finally {
      Shell.run(into, ASK_LIMIT, List.of(docker, "rm", container));
    }
  }

  private void requireDaemon(Path directory) throws UnavailableException, InterruptedException {
    try {
      Shell.run(
          directory, ASK_LIMIT, List.of(docker, "version", "--format", "{{.Server.Version}}"));
    } catch (UnavailableException e) {
      throw new UnavailableException("no Docker daemon answers", e);
    }
  }

  private static String image(WantedVersion wanted) {
    String tag =
        wanted.version().map(version -> version.major() + "." + version.minor()).orElse("latest");
    return switch (wanted.family()) {
      case REDIS -> "redis:" + tag;
      case VALKEY -> "valkey/valkey:" + tag;
    };
  }
}
