package io.redismigration.cli.command;

import io.redismigration.cli.ExitCode;
import io.redismigration.cli.logging.Logs;
import io.redismigration.controller.Leadership;
import io.redismigration.controller.OperatorClient;
import io.redismigration.controller.OperatorProcess;
import io.redismigration.controller.OperatorSettings;
import io.redismigration.controller.pod.RestartPolicy;
import io.redismigration.migration.plan.Planner;
import io.redismigration.migration.plan.PlannerSettings;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/**
 * Carries out the RedisMigrations of a cluster. Not for people: hidden from the list of commands.
 */
@Command(
    name = "operator",
    hidden = true,
    description = {
      "Carry out the RedisMigrations of a cluster. The chart's Deployment runs this; people do not.",
      "",
      "WATCH_NAMESPACES         where, separated by commas; default: everywhere",
      "WORKER_IMAGE             image of the workers; default: the operator's own",
      "WORKER_PULL_SECRETS      Secrets of the migrations' namespaces with which workers pull it",
      "POD_NAMESPACE, POD_NAME  the operator's pod",
      "",
      "Port 8080 answers /livez, /readyz and /metrics. Log lines go to standard output as JSON. Of",
      "several replicas one works; its Lease is redis-migration-operator in POD_NAMESPACE."
    })
public final class OperatorCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  /** With everything a command gets from outside. */
  public OperatorCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    OperatorSettings settings = settings();
    Logs.toStandardOutput(Map.of());
    OperatorProcess process =
        new OperatorProcess(
            settings,
            Leadership.standard(),
            OperatorClient.inCluster(),
            new Planner(PlannerSettings.inCluster()),
            RestartPolicy.standard(),
            surroundings.clock());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> resign(process), "resign"));
    process.start();
    new CountDownLatch(1).await();
    return ExitCode.COMPLETED.number();
  }

  /** Another replica takes over at once, and nothing of this one goes on meanwhile. */
  private static void resign(OperatorProcess process) {
    process.resign();
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
  }

  private OperatorSettings settings() {
    try {
      return OperatorSettings.from(surroundings.environment());
    } catch (IllegalArgumentException missing) {
      throw new CommandException(
          ExitCode.USAGE, missing.getMessage(), "People run: redis-migration run -f FILE");
    }
  }
}
