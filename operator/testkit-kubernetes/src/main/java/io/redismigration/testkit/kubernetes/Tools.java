package io.redismigration.testkit.kubernetes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs that people use on a cluster. */
record Tools(Path kubectl, Path helm) {

  /** Those in a directory. */
  static Tools in(Path directory) {
    return new Tools(directory.resolve("kubectl"), directory.resolve("helm"));
  }

  /** Both of the PATH; empty if one is missing. */
  static Optional<Tools> onPath() {
    List<Path> folders =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(Path::of).toList();
    return find(folders, "kubectl")
        .flatMap(kubectl -> find(folders, "helm").map(helm -> new Tools(kubectl, helm)));
  }

  private static Optional<Path> find(List<Path> folders, String program) {
    return folders.stream()
        .map(folder -> folder.resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
