package io.redismigration.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The archive that {@code mvn package} has written. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ImageTest {

  private static final Path ARCHIVE = Path.of(System.getProperty("image.archive"));
  private static final Path CONTENT = ARCHIVE.resolveSibling("content");
  private static final String VERSION = System.getProperty("image.version");

  @TempDir private Path scratch;

  @Test
  void staysBelow120Megabytes() throws IOException {
    assertThat(Files.size(ARCHIVE)).isLessThan(120_000_000);
  }

  @Test
  void startsJavaAsNobodyInParticular() throws IOException {
    JsonNode config = DockerArchive.read(ARCHIVE).config().get("config");

    assertThat(config.get("User").asText()).isEqualTo("65532:65532");
    assertThat(config.get("WorkingDir").asText()).isEqualTo("/app");
    assertThat(config.get("Entrypoint"))
        .extracting(JsonNode::asText)
        .containsExactly("/jre/bin/java", "@/app/java.args");
  }

  @Test
  void holdsNoShellAndNothingThatRaisesRights() throws IOException {
    List<TarArchiveEntry> entries = DockerArchive.read(ARCHIVE).entries();

    assertThat(entries)
        .extracting(TarArchiveEntry::getName)
        .noneMatch(name -> name.matches("(.*/)?(sh|bash|busybox)"));
    assertThat(entries)
        .allMatch(entry -> entry.getLongUserId() == 0 && (entry.getMode() & 06000) == 0);
  }

  @Test
  void twoBuildsAreTheSameBytesButForTheClassArchive() throws IOException {
    List<Path> jars =
        Stream.of(
                Files.readString(Path.of(System.getProperty("image.classpath"))).strip().split(":"))
            .map(Path::of)
            .toList();
    Path second = scratch.resolve("second.tar");

    ImageBuild.build(jars, VERSION, second);

    DockerArchive expected = DockerArchive.read(ARCHIVE);
    DockerArchive built = DockerArchive.read(second);
    assertThat(built.config().get("config")).isEqualTo(expected.config().get("config"));
    assertThat(built.config().get("history")).isEqualTo(expected.config().get("history"));
    assertThat(built.layers()).hasSize(5).containsOnlyKeys(expected.layers().keySet());
    expected.layers().remove(ContainerImage.CLASSES);
    assertThat(built.layers()).containsAllEntriesOf(expected.layers());
  }

  @Test
  void theRuntimeHasEveryModuleThatOurJarsName() throws IOException {
    Path jdeps = Path.of(System.getProperty("java.home"), "bin", "jdeps");
    try (Stream<Path> jars = Files.list(CONTENT.resolve("app/lib"))) {
      for (Path jar :
          jars.filter(jar -> Application.isOwn(jar.getFileName().toString())).toList()) {
        String summary =
            Tool.require(
                jar.getParent(),
                List.of(
                    jdeps.toString(),
                    "-s",
                    "--multi-release",
                    "17",
                    "--ignore-missing-deps",
                    jar.toString()));
        assertThat(
                summary
                    .lines()
                    .map(line -> line.replaceAll(".* -> ", ""))
                    .filter(name -> !name.equals("not found")))
            .as(jar.getFileName().toString())
            .isNotEmpty()
            .isSubsetOf(JavaRuntime.MODULES);
      }
    }
  }

  @Test
  void theLinkedRuntimeStartsTheCommandWithItsClassArchive() {
    // -Xshare:on: a JVM that cannot use the archive, or not with this class path, refuses to start.
    String said =
        Tool.require(
            CONTENT.resolve("app"),
            List.of("../jre/bin/java", "-Xshare:on", "@java.args", "version"));

    assertThat(said).startsWith("redis-migration " + VERSION);
  }
}
