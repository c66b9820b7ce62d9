package io.redismigration.testkit.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerUnavailableException;
import io.redismigration.testkit.ServerVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerStoreTest {

  @AutoClose private final RedisServers standard = RedisServers.standard();
  @TempDir private Path temp;

  @Test
  void theUsersOwnServerComesFirst() throws Exception {
    Path own = ownServer("7.0", "7.0");

    Installation found = store(Optional.of(own)).find(WantedVersion.parse("7.0"));

    assertThat(found.launcher()).anyMatch(word -> word.startsWith(own.toString()));
  }

  @Test
  void theUsersOwnServerOfAnOlderVersionIsNotTaken() throws Exception {
    Path own = ownServer("7.0", "2.8");

    assertThatThrownBy(() -> store(Optional.of(own)).find(WantedVersion.parse("7.0")))
        .isInstanceOfSatisfying(
            ServerUnavailableException.class,
            error ->
                assertThat(error.reasons())
                    .containsEntry("own servers", "the server there is 2.8.19"));
  }

  @Test
  void manyAskingAtOnceUnpackOnce() throws Exception {
    CountingOrigin origin = new CountingOrigin();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Callable<Installation>> tasks = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ServerStore store = store(Optional.empty(), origin);
      tasks.add(() -> store.find(WantedVersion.parse("2.8")));
    }

    List<Future<Installation>> found = threads.invokeAll(tasks);

    for (Future<Installation> one : found) {
      assertThat(one.get().version()).isEqualTo(ServerVersion.parse("2.8.19"));
    }
    assertThat(origin.unpacked).hasValue(1);
    threads.shutdown();
  }

  @Test
  void whatFailsHalfwayLeavesNothingBehind() throws Exception {
    Origin broken =
        new Origin() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public void unpack(WantedVersion wanted, Path into) throws UnavailableException {
            try {
              Files.createFile(into.resolve("half"));
            } catch (IOException e) {
              throw new UnavailableException("cannot write", e);
            }
            throw new UnavailableException("the line went dead");
          }
        };

    assertThatThrownBy(() -> store(Optional.empty(), broken).find(WantedVersion.parse("2.8")))
        .hasMessageContaining("broken: the line went dead");
    try (Stream<Path> left = Files.list(temp.resolve("cache"))) {
      assertThat(left.filter(Files::isDirectory)).isEmpty();
    }
  }

  @Test
  void anImageGivesItsServerAndLibraries() throws Exception {
    Path docker = fakeDocker();

    Installation found =
        store(Optional.empty(), new DockerOrigin(docker.toString()))
            .find(WantedVersion.parse("7.0"));

    assertThat(found.version()).isEqualTo(standard.installation("7.0").version());
    assertThat(found.launcher().get(0)).contains("ld-linux");
    assertThat(Files.readString(temp.resolve("docker.log")))
        .contains("create redis:7.0")
        .contains("rm id-of-container");
  }

  @Test
  void withoutDaemonNoImageIsAskedFor() throws Exception {
    assertThatThrownBy(
            () ->
                store(Optional.empty(), new DockerOrigin("/bin/false"))
                    .find(WantedVersion.parse("7.0")))
        .hasMessageContaining("Docker images: no Docker daemon answers");
  }

  private ServerStore store(Optional<Path> own, Origin... origins) {
    return new ServerStore(own, temp.resolve("cache"), List.of(origins));
  }

  /** A directory as a user keeps it, whose server is really of another version. */
  private Path ownServer(String called, String really) throws IOException {
    Path home = Files.createDirectories(temp.resolve("own").resolve(called));
    List<String> launcher = standard.installation(really).launcher();
    Path script = home.resolve("redis-server");
    Files.writeString(script, "#!/bin/sh\nexec " + String.join(" ", launcher) + " \"$@\"\n");
    makeExecutable(script);
    return temp.resolve("own");
  }

  /** Answers like the Docker client with a daemon whose image holds the server of 7.0. */
  private Path fakeDocker() throws IOException {
    List<String> launcher = standard.installation("7.0").launcher();
    String binary = launcher.get(launcher.size() - 1);
    Path root = Path.of(binary).getParent().getParent().getParent();
    Path script = temp.resolve("docker");
    Files.writeString(
        script,
        """
        #!/bin/sh
        echo "$@" >> %s/docker.log
        case "$1" in
          version) echo 27.0.0 ;;
          create) echo id-of-container ;;
          export) tar -cf "$3" -C %s --transform 's,^usr/bin,usr/local/bin,' usr/bin lib usr/lib ;;
        esac
        """
            .formatted(temp, root));
    makeExecutable(script);
    return script;
  }

  private static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static final class CountingOrigin implements Origin {

    private final AtomicInteger unpacked = new AtomicInteger();
    private final Origin jars = new JarOrigin();

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public void unpack(WantedVersion wanted, Path into)
        throws UnavailableException, InterruptedException {
      unpacked.incrementAndGet();
      jars.unpack(wanted, into);
    }
  }
}
