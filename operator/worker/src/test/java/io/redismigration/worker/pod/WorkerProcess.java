package io.redismigration.worker.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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

  /** Has it do nothing at all, as on a host that is frozen. */
  void sleep() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** Has it go on where it was, knowing nothing of the time between. */
  void wakeUp() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", name, Long.toString(process.pid())).start().waitFor();
    assertThat(code).isZero();
  }

  /** Whether it ended by itself in that time. */
  boolean ends(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
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
