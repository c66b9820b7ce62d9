package io.redismigration.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The C library and what else the runtime's native code is linked with, as the machine's own loader
 * finds it. Each goes to the same path in the image, because that loader, which goes there too,
 * knows these paths.
 */
final class SharedLibraries {

  /** The ABI fixes this path for every program with glibc on x86-64. */
  private static final Path LOADER = Path.of("/lib64/ld-linux-x86-64.so.2");

  /** Name resolution opens these by name; since glibc 2.34 they are inside libc itself. */
  private static final List<String> NAME_SERVICES =
      List.of("libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2");

  private static final Pattern RESOLVED = Pattern.compile("=> (/\\S+)");

  private SharedLibraries() {}

  /**
   * Every library that the runtime's programs and libraries need beyond the runtime.
   *
   * @return absolute paths, sorted, the loader among them
   */
  static Set<Path> neededBy(JavaRuntime runtime) throws IOException {
    if (!Files.isExecutable(LOADER)) {
      throw new ImageBuildException(
          "this machine has no " + LOADER + "; build the image where Java runs on glibc");
    }
    Set<Path> needed = new TreeSet<>(Set.of(LOADER));
    try (Stream<Path> files = Files.walk(runtime.home())) {
      files
          .filter(SharedLibraries::isNative)
          .forEach(file -> needed.addAll(neededBy(file, runtime)));
    }
    Path libc =
        needed.stream().filter(path -> path.endsWith("libc.so.6")).findFirst().orElseThrow();
    NAME_SERVICES.stream().map(libc::resolveSibling).filter(Files::exists).forEach(needed::add);
    return needed;
  }

  private static boolean isNative(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".so") || file.endsWith(Path.of("bin", "java"));
  }

  private static Set<Path> neededBy(Path file, JavaRuntime runtime) {
    String ownDirectories =
        runtime.home().resolve("lib") + ":" + runtime.home().resolve("lib/server");
    String listed =
        Tool.require(
            runtime.home(),
            List.of(
                LOADER.toString(), "--library-path", ownDirectories, "--list", file.toString()));
    Set<Path> needed = new TreeSet<>();
    RESOLVED.matcher(listed).results().map(line -> Path.of(line.group(1))).forEach(needed::add);
    needed.removeIf(library -> library.startsWith(runtime.home()));
    return needed;
  }
}
