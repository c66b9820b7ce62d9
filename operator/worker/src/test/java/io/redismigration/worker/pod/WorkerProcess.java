package io.redismigration.worker.pod;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A container as a process of its own, so that it can be killed. */
final class WorkerProcess implements AutoCloseable {
  private final Process process;

  private WorkerProcess(Process process) {
    this.process = process;
  }

  static WorkerProcess start(PodSettings settings, Path kubeconfig, Path log) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                WorkerProcess.class.getName(),
                settings.namespace(),
                settings.task(),
                settings.podUid(),
                settings.spool().toString(),
                settings.secrets().toString(),
                settings.terminationLog().toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    return new WorkerProcess(builder.start());
  }

  /** Ends it at whatever instruction it is. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  /** The process itself; arguments as {@link #start} gives them. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    PodSettings settings =
        new PodSettings(
            arguments[0],
            arguments[1],
            arguments[2],
            Path.of(arguments[3]),
            Path.of(arguments[4]),
            Path.of(arguments[5]),
            0);
    try (KubernetesClient client = PodClient.inCluster()) {
      System.exit(new PodWorker(settings, client, InstantSource.system(), task -> {}).run());
    }
  }
}
