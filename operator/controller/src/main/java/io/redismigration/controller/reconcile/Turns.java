package io.redismigration.controller.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.redismigration.controller.ending.Farewell;
import io.redismigration.controller.ending.Orphans;
import io.redismigration.controller.event.EventWriter;
import io.redismigration.controller.health.MigrationMetrics;
import io.redismigration.controller.instance.Instances;
import io.redismigration.controller.instance.PodNames;
import io.redismigration.controller.pod.PodWriter;
import io.redismigration.controller.pod.Refusal;
import io.redismigration.controller.pod.RestartPolicy;
import io.redismigration.controller.pod.WorkerImage;
import io.redismigration.controller.switchover.Clients;
import io.redismigration.controller.task.TaskWriter;
import io.redismigration.manifest.PlannerJson;
import io.redismigration.manifest.TaskMapper;
import io.redismigration.migration.plan.Planner;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts a turn together.
 *
 * @param workerImage where the workers' program comes from
 * @param namespace of the operator
 * @param instance name of the operator's pod
 */
public record Turns(
    Planner planner,
    RestartPolicy policy,
    WorkerImage workerImage,
    String namespace,
    Collection<String> watched,
    String instance,
    MigrationMetrics metrics,
    InstantSource clock)
    implements MigrationReconciler.TurnFactory {

  @Override
  public Turn turn(KubernetesClient client, Recent recent) {
    PlannerJson json = new PlannerJson();
    TaskMapper mapper = new TaskMapper(json);
    TaskWriter tasks = new TaskWriter(client, mapper);
    EventWriter events = new EventWriter(client, instance, clock);
    Decider decider = new Decider(planner, policy);
    Map<String, Refusal> refusals = new ConcurrentHashMap<>();
    StatusView view = new StatusView(json);
    return new Turn(
        new Observer(client, mapper, decider, refusals, new PodNames(client, watched, clock)),
        decider,
        view,
        new StatusWriter(view),
        new Actor(tasks, new PodWriter(client), events, recent, workerImage, refusals),
        events,
        new Farewell(client, tasks, namespace, clock),
        new Instances(client),
        new Clients(client),
        metrics,
        clock);
  }

  @Override
  public Orphans orphans(KubernetesClient client) {
    TaskMapper mapper = new TaskMapper(new PlannerJson());
    return new Orphans(client, new TaskWriter(client, mapper), mapper, clock);
  }
}
