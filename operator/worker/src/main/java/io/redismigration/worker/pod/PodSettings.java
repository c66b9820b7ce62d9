package io.redismigration.worker.pod;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a pod tells its worker.
 *
 * @param namespace of the task
 * @param task name of the task
 * @param podUid names the pod in reports
 * @param spool scratch directory; wiped by each replication
 * @param secrets where Secrets are mounted, as {@code <name>/<key>}
 * @param terminationLog what Kubernetes shows as the container's last word; need not exist
 * @param port of probes and metrics; 0: any free one
 */
public record PodSettings(
    String namespace,
    String task,
    String podUid,
    Path spool,
    Path secrets,
    Path terminationLog,
    int port) {
  private static final int PORT = 8080;

  /**
   * From the environment that the operator gives its pods.
   *
   * @throws IllegalArgumentException naming the variable that is missing
   */
  public static PodSettings from(Map<String, String> environment) {
    return new PodSettings(
        required(environment, "TASK_NAMESPACE"),
        required(environment, "TASK_NAME"),
        required(environment, "POD_UID"),
        Path.of(environment.getOrDefault("SPOOL_DIRECTORY", "/var/lib/redis-migration/spool")),
        Path.of("/var/run/redis-migration/secrets"),
        Path.of("/dev/termination-log"),
        PORT);
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "the variable " + name + " is missing: this command is started by the operator's pods");
    }
    return value;
  }
}
