package io.redismigration.worker.pod.switchover;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.redismigration.migration.model.Failure;
import io.redismigration.migration.model.SecretKeyRef;
import io.redismigration.migration.model.SwitchedObject;
import io.redismigration.migration.model.SwitchedObject.State;
import io.redismigration.migration.task.DesiredState;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.worker.Orders;
import io.redismigration.worker.Reports;
import io.redismigration.worker.Worker;
import io.redismigration.worker.connect.SecretSource;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Looks whether every object could be repointed, while nothing is closed yet; repoints them when it
 * is ordered to, again and again until all are; then only watches: whoever leads clients back has
 * the last word, and is told of.
 */
public final class SwitchWorker implements Worker {
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Duration WATCH = Duration.ofSeconds(2);

  private final Orders orders;
  private final Reports reports;
  private final ClientObjects objects;
  private final SecretSource secrets;
  private final InstantSource clock;
  private final Map<SwitchedObject.Ref, SwitchedObject> found = new LinkedHashMap<>();
  private TaskState state = TaskState.CONNECTING;
  private String message = "";
  private Failure failure;
  private Repointing repointing;

  /**
   * @param client with the rights of the user's ServiceAccount
   * @param secrets where the target's password is found
   */
  public SwitchWorker(
      Orders orders,
      Reports reports,
      KubernetesClient client,
      String namespace,
      SecretSource secrets,
      InstantSource clock) {
    this.orders = orders;
    this.reports = reports;
    this.objects = new ClientObjects(client, namespace);
    this.secrets = secrets;
    this.clock = clock;
  }

  @Override
  public void run() throws InterruptedException {
    orders
        .current()
        .switchover()
        .objects()
        .forEach(ref -> found.put(ref, SwitchedObject.unknown(ref)));
    while (!orders.isHalted()) {
      TaskSpec order = orders.current();
      follow(order);
      publish();
      if (state.ended()) {
        return;
      }
      orders.awaitOther(order, isSettled(order.desired()) ? WATCH : RETRY);
    }
  }

  private boolean isSettled(DesiredState desired) {
    return desired == DesiredState.PREPARE
        ? state == TaskState.PREPARED
        : state == TaskState.SWITCHED;
  }

  private void follow(TaskSpec order) {
    switch (order.desired()) {
      case PREPARE -> {
        if (state != TaskState.PREPARED) {
          look(order);
        }
      }
      case RUN -> {
        if (state == TaskState.SWITCHED) {
          watch(order);
        } else {
          repoint(order);
        }
      }
      case DETACH -> watch(order);
      case FREEZE, STOP -> say(TaskState.STOPPED, "stopped");
    }
  }

  private void look(TaskSpec order) {
    try {
      Repointing wanted = repointing(order);
      for (SwitchedObject.Ref ref : List.copyOf(found.keySet())) {
        patch(ref, wanted, false);
      }
      if (all(State.READY)) {
        say(TaskState.PREPARED, "ready to repoint " + told(State.READY));
      } else {
        fail(told(State.BLOCKED));
      }
    } catch (RefusedException e) {
      fail(e.getMessage());
    } catch (IOException e) {
      message = e.getMessage();
    }
  }

  private void repoint(TaskSpec order) {
    try {
      Repointing wanted = repointing(order);
      for (SwitchedObject.Ref ref : List.copyOf(found.keySet())) {
        patch(ref, wanted, true);
      }
      if (all(State.SWITCHED)) {
        say(TaskState.SWITCHED, "everything leads to the target");
      } else {
        message = told(State.BLOCKED);
      }
    } catch (RefusedException | IOException e) {
      message = e.getMessage();
    }
  }

  private void patch(SwitchedObject.Ref ref, Repointing wanted, boolean really) throws IOException {
    try {
      GenericKubernetesResource seen = objects.read(ref);
      Map<String, Object> change = wanted.change(ref, seen);
      if (!change.isEmpty()) {
        objects.patch(ref, seen, change, really);
      }
      put(ref, really ? State.SWITCHED : State.READY, null);
    } catch (RefusedException e) {
      put(ref, State.BLOCKED, e.getMessage());
    }
  }

  private void watch(TaskSpec order) {
    try {
      Repointing wanted = repointing(order);
      for (SwitchedObject.Ref ref : List.copyOf(found.keySet())) {
        watch(ref, wanted);
      }
      say(TaskState.SWITCHED, "watching that everything leads to the target");
    } catch (RefusedException | IOException e) {
      say(TaskState.SWITCHED, "cannot look: " + e.getMessage());
    }
  }

  private void watch(SwitchedObject.Ref ref, Repointing wanted) throws IOException {
    try {
      GenericKubernetesResource seen = objects.read(ref);
      if (wanted.leadsToTarget(ref, seen)) {
        put(ref, State.SWITCHED, null);
      } else {
        put(ref, State.REVERTED, "written by " + wanted.writer(ref, seen));
      }
    } catch (RefusedException e) {
      put(ref, State.REVERTED, e.getMessage());
    }
  }

  /** The password is read once, before anything is closed. */
  private Repointing repointing(TaskSpec order) throws RefusedException {
    if (repointing == null) {
      repointing = new Repointing(order.switchover(), order.runId(), password(order));
    }
    return repointing;
  }

  private byte[] password(TaskSpec order) throws RefusedException {
    if (order.switchover().secret() == null || !order.switchover().secret().passwordFromTarget()) {
      return null;
    }
    SecretKeyRef named =
        order.target().auth() == null ? null : order.target().auth().passwordSecretRef();
    if (named == null) {
      throw new RefusedException(
          "passwordFromTarget, and spec.target.auth.passwordSecretRef is not set");
    }
    byte[] value =
        secrets
            .read(named)
            .orElseThrow(
                () ->
                    new RefusedException(
                        "the target's password is not there: Secret %s, key %s"
                            .formatted(named.name(), named.key())));
    int length = value.length;
    while (length > 0 && (value[length - 1] == '\n' || value[length - 1] == '\r')) {
      length--;
    }
    return Arrays.copyOf(value, length);
  }

  private void put(SwitchedObject.Ref ref, State next, String why) {
    found.compute(ref, (key, last) -> last.to(next, why));
  }

  private boolean all(State wanted) {
    return found.values().stream().allMatch(object -> object.state() == wanted);
  }

  private String told(State wanted) {
    return found.values().stream()
        .filter(object -> object.state() == wanted)
        .map(
            object ->
                object.message() == null
                    ? object.ref().toString()
                    : object.ref() + " " + object.message())
        .collect(Collectors.joining("; "));
  }

  private void say(TaskState next, String doing) {
    state = next;
    message = doing;
  }

  private void fail(String why) {
    failure =
        new Failure(
            "SwitchoverNotPossible",
            why,
            "correct spec.cutover.switchover, the objects, or the rights of its ServiceAccount, and"
                + " confirm again",
            true);
    say(TaskState.FAILED, why);
  }

  private void publish() {
    reports.publish(
        new TaskStatus(
            state,
            orders.current().epoch(),
            clock.instant(),
            message,
            failure,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            false,
            false,
            List.copyOf(found.values())));
  }
}
