package io.redismigration.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The steps from a class path to an archive that {@code docker load} and {@code ctr images import}
 * take.
 */
public final class ImageBuild {

  private static final String NAME = "redis-migration-operator";

  private ImageBuild() {}

  /**
   * Builds the image, or says why not where it cannot be: the shared libraries are this machine's.
   *
   * @param arguments a file with the class path, the version, and the archive to write
   */
  public static void main(String[] arguments) throws IOException {
    if (!possibleHere()) {
      System.out.printf(
          "No image is built on %s %s: it takes its libraries from Linux on x86-64.%n",
          System.getProperty("os.name"), System.getProperty("os.arch"));
      return;
    }
    List<Path> jars =
        Stream.of(Files.readString(Path.of(arguments[0])).strip().split(":"))
            .map(Path::of)
            .toList();
    Path archive = Path.of(arguments[2]);
    build(jars, arguments[1], archive);
    System.out.printf(
        Locale.ROOT,
        "Built %s (%d MB): load it with `docker load -i` or `ctr -n k8s.io images import`.%n",
        archive,
        Files.size(archive) / 1_000_000);
  }

  /**
   * Builds the image.
   *
   * @param jars the class path
   * @param version becomes the tag
   * @param archive the docker archive to write; a directory beside it is emptied and filled with
   *     what goes in
   */
  static void build(List<Path> jars, String version, Path archive) throws IOException {
    Path content = archive.resolveSibling("content");
    deleteTree(content);
    Files.createDirectories(content);
    JavaRuntime runtime = JavaRuntime.linkInto(content.resolve("jre"));
    Application application = Application.copyOf(jars, content.resolve("app"));
    ClassArchive.dump(runtime, application);
    new ContainerImage(runtime, SharedLibraries.neededBy(runtime), application)
        .writeTo(archive, NAME + ":" + version, archive.resolveSibling("layers"));
  }

  private static boolean possibleHere() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  private static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
