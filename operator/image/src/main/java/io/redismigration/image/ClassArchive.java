package io.redismigration.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Classes as the JVM lays them out in memory (AppCDS), mapped at start instead of parsed and
 * verified: the JDK's own choice and all classes of the jars below. A list recorded from a run
 * would be shorter, but another one after each run.
 */
final class ClassArchive {

  /**
   * Jars whose classes a worker or the operator needs to start, by the beginning of their names.
   */
  private static final List<String> JARS =
      List.of(
          "redis-migration-",
          "jackson-",
          "kubernetes-client",
          "kubernetes-httpclient-jdk",
          "kubernetes-model-common",
          "kubernetes-model-core",
          "kubernetes-model-coordination",
          "lettuce-core",
          "logback-",
          "logstash-logback-encoder",
          "micrometer-",
          "netty-buffer",
          "netty-codec-base",
          "netty-common",
          "netty-handler",
          "netty-resolver-4",
          "netty-transport",
          "operator-framework",
          "picocli",
          "prometheus-metrics-",
          "reactive-streams",
          "reactor-core",
          "slf4j-api");

  static final String NAME = "classes.jsa";

  private ClassArchive() {}

  /** Where the application's archive lies. */
  static Path in(Application application) {
    return application.directory().resolve(NAME);
  }

  /**
   * Writes the application's archive. Two dumps differ in some bytes: what the JVM's own threads do
   * meanwhile decides which addresses symbols get, and addresses their order.
   */
  static void dump(JavaRuntime runtime, Application application) throws IOException {
    Path list = application.directory().resolveSibling("classes.list");
    Files.write(list, classes(runtime, application));
    Tool.require(
        application.directory(),
        List.of(
            runtime.java().toString(),
            "-Xshare:dump",
            // The collector it is used with.
            "-XX:+UseSerialGC",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-XX:SharedClassListFile=" + list,
            "-XX:SharedArchiveFile=" + in(application),
            "-cp",
            application.classPath()));
  }

  private static List<String> classes(JavaRuntime runtime, Application application)
      throws IOException {
    List<String> classes =
        new ArrayList<>(Files.readAllLines(runtime.home().resolve("lib/classlist")));
    for (String jar : application.jars()) {
      if (JARS.stream().anyMatch(jar::startsWith)) {
        classes.addAll(classesOf(application.jar(jar)));
      }
    }
    return classes;
  }

  private static List<String> classesOf(Path jar) throws IOException {
    try (ZipFile file = new ZipFile(jar.toFile());
        Stream<String> names = file.stream().map(entry -> entry.getName())) {
      return names
          .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
          .filter(name -> !name.endsWith("-info.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
