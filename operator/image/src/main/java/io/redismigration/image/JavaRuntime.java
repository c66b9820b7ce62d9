package io.redismigration.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The part of the building JDK that the command needs, by its own jlink. The same JDK gives the
 * same bytes.
 */
record JavaRuntime(Path home) {

  /**
   * What operator, workers and their libraries use; more than {@code jdeps} can tell, because some
   * is reached by name only, such as the elliptic curves of TLS.
   */
  static final List<String> MODULES =
      List.of(
          "java.base",
          "java.instrument", // reactor
          "java.logging",
          "java.management", // metrics of the JVM
          "java.naming", // logback, Netty's name servers
          "java.net.http", // the Kubernetes client
          "java.security.jgss",
          "java.security.sasl", // Netty
          "java.sql", // Jackson's and snakeyaml's date types
          "java.xml", // logback
          "jdk.crypto.ec",
          "jdk.httpserver", // probes and metrics
          "jdk.jfr", // lettuce, Netty
          "jdk.management", // memory and processors of the container
          "jdk.net", // keep-alive of data connections
          "jdk.unsupported", // Netty, reactor
          "jdk.zipfs");

  /**
   * Links the runtime into a directory that does not exist yet. In a process of its own: what jlink
   * generates carries counters of the JVM it runs in.
   */
  static JavaRuntime linkInto(Path home) {
    Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
    if (!Files.isExecutable(jlink)) {
      throw new ImageBuildException(
          "there is no " + jlink + "; set JAVA_HOME to a JDK 17 or newer");
    }
    Tool.require(
        home.getParent(),
        List.of(
            jlink.toString(),
            "--strip-java-debug-attributes",
            "--no-header-files",
            "--no-man-pages",
            "--add-modules",
            String.join(",", MODULES),
            "--output",
            home.toString()));
    return new JavaRuntime(home);
  }

  /** The launcher. */
  Path java() {
    return home.resolve("bin/java");
  }
}
