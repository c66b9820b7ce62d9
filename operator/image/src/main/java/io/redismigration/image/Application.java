package io.redismigration.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The jars as they lie in the image, under {@code lib} of one directory.
 *
 * @param directory what becomes {@code /app}
 * @param jars file names below {@code lib}, in the order of the class path: our own first, then the
 *     libraries by name
 */
record Application(Path directory, List<String> jars) {

  /**
   * The time of all files in the image. One second after the epoch, because an archive of classes
   * is only used with jars of the very time it was made with, and takes zero for none.
   */
  static final Instant TIME = Instant.ofEpochSecond(1);

  private static final String OWN = "redis-migration-";

  /** Copies jars into a directory. */
  static Application copyOf(List<Path> jars, Path directory) throws IOException {
    Path lib = Files.createDirectories(directory.resolve("lib"));
    List<String> names = new ArrayList<>();
    for (Path jar : jars) {
      Path copy = Files.copy(jar, lib.resolve(jar.getFileName()));
      Files.setLastModifiedTime(copy, FileTime.from(TIME));
      names.add(jar.getFileName().toString());
    }
    names.sort(
        Comparator.comparing((String name) -> !isOwn(name))
            .thenComparing(Comparator.naturalOrder()));
    return new Application(directory, List.copyOf(names));
  }

  /** Whether a jar is the project's own. */
  static boolean isOwn(String jar) {
    return jar.startsWith(OWN);
  }

  Path jar(String name) {
    return directory.resolve("lib").resolve(name);
  }

  /**
   * The class path, relative to the directory: an archive of classes is used only where the class
   * path has the very text it was made with, and the building machine has no {@code /app}.
   */
  String classPath() {
    return String.join(":", jars.stream().map(jar -> "lib/" + jar).toList());
  }
}
