package io.redismigration.image;

import java.util.List;

/**
 * The launcher's argument file: how the JVM runs in a container, and what it runs. Verbs come after
 * it; options before it, in a pod's {@code command}, go as well. Paths are relative to the working
 * directory, see {@link Application#classPath}.
 */
final class JavaArguments {

  private static final String MAIN = "io.redismigration.cli.Main";

  private JavaArguments() {}

  /** One argument per line. */
  static List<String> of(Application application) {
    return List.of(
        "-XX:SharedArchiveFile=" + ClassArchive.NAME,
        // Standard output is the log, one JSON object a line.
        "-Xlog:disable",
        "-Xlog:all=warning:stderr",
        // Its heap is small and its pods have one or two processors; the others' threads and tables
        // would cost more memory.
        "-XX:+UseSerialGC",
        // Half of the container's limit for objects, what the spool's ring and the connections need
        // beside it, and the JVM's own.
        "-XX:MaxRAMPercentage=45",
        // A JVM that lost a thread to exhausted memory is of no use: the kubelet starts a new one,
        // which resumes.
        "-XX:+ExitOnOutOfMemoryError",
        "-Dfile.encoding=UTF-8",
        "-Djava.io.tmpdir=/tmp",
        "-cp",
        application.classPath(),
        MAIN);
  }
}
