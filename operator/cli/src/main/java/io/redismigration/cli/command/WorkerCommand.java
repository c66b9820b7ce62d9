package io.redismigration.cli.command;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.cli.ExitCode;
import io.redismigration.cli.logging.Logs;
import io.redismigration.worker.pod.PodClient;
import io.redismigration.worker.pod.PodSettings;
import io.redismigration.worker.pod.PodWorker;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/**
 * Carries out one RedisMigrationTask in a pod. Not for people: hidden from the list of commands.
 */
@Command(
    name = "worker",
    hidden = true,
    description = {
      "Carry out one RedisMigrationTask. The operator's pods run this; people do not.",
      "",
      "TASK_NAMESPACE, TASK_NAME  the task",
      "POD_UID                    who reports",
      "SPOOL_DIRECTORY            scratch, wiped; default /var/lib/redis-migration/spool",
      "",
      "Secrets are read from /var/run/redis-migration/secrets/<name>/<key>. Port 8080 answers",
      "/livez, /readyz and /metrics. Log lines go to standard output as JSON.",
      "",
      "Ends with 0 once the task has ended, or was deleted and is cleaned up; with 143 when told to",
      "stop before, for the next container to resume."
    })
public final class WorkerCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerCommand.class);

  /** A pod has 60 s to end. */
  private static final int SECONDS_TO_END = 57;

  private final Surroundings surroundings;

  /** With everything a command gets from outside. */
  public WorkerCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    PodSettings settings = settings();
    Logs.toStandardOutput(Map.of("task", settings.task(), "namespace", settings.namespace()));
    Thread.setDefaultUncaughtExceptionHandler(WorkerCommand::onUncaught);
    try (KubernetesClient client = PodClient.inCluster()) {
      PodWorker worker =
          new PodWorker(settings, client, surroundings.clock(), WorkerCommand::nameInLogs);
      Ending ending = new Ending(worker);
      Runtime.getRuntime().addShutdownHook(new Thread(ending::onSignal, "stop"));
      return ending.with(worker.run());
    }
  }

  /**
   * A process that lost a thread to an Error may hang for ever: the kubelet starts another one. Any
   * other exception is told, and whoever waited for the thread notices.
   */
  private static void onUncaught(Thread thread, Throwable failure) {
    LOG.error("thread {} ended", thread.getName(), failure);
    if (failure instanceof Error) {
      Runtime.getRuntime().halt(ExitCode.FAILED.number());
    }
  }

  private PodSettings settings() {
    try {
      return PodSettings.from(surroundings.environment());
    } catch (IllegalArgumentException missing) {
      throw new CommandException(
          ExitCode.USAGE, missing.getMessage(), "People run: redis-migration run -f FILE");
    }
  }

  private static void nameInLogs(RedisMigrationTask task) {
    String shard = task.getSpec().shard();
    Logs.toStandardOutput(
        Map.of(
            "namespace", task.getMetadata().getNamespace(),
            "migration", task.getSpec().migration(),
            "task", task.getMetadata().getName(),
            "shard", shard == null ? "" : shard));
  }

  /** A signal leaves the worker its time to end, and the process the worker's exit code. */
  private static final class Ending {
    private final PodWorker worker;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int code = ExitCode.FAILED.number();

    Ending(PodWorker worker) {
      this.worker = worker;
    }

    int with(int exitCode) {
      code = exitCode;
      ended.countDown();
      return exitCode;
    }

    void onSignal() {
      worker.stop();
      try {
        if (ended.await(SECONDS_TO_END, TimeUnit.SECONDS)) {
          Runtime.getRuntime().halt(code);
        }
      } catch (InterruptedException hurried) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
