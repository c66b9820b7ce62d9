package io.redismigration.e2e.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationStatus;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.testkit.kubernetes.Kubernetes;
import io.redismigration.testkit.waiting.TimedOutException;
import io.redismigration.testkit.waiting.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** One RedisMigration in the cluster, as its user sees it. */
final class LiveMigration {

  /** Long enough for several starts of pods on a machine that does much else. */
  static final Duration LIMIT = Duration.ofMinutes(4);

  /** On all that the operator makes for a migration. */
  static final String LABEL = "redismigration.io/migration";

  private final Kubernetes kubernetes;
  private final String namespace;
  private final String name;

  LiveMigration(Kubernetes kubernetes, String namespace, String name) {
    this.kubernetes = kubernetes;
    this.namespace = namespace;
    this.name = name;
  }

  String name() {
    return name;
  }

  /** {@code kubectl apply}, with further arguments if given. */
  String apply(Manifest manifest, String... arguments) {
    List<String> words = new ArrayList<>(List.of("apply", "--namespace", namespace, "-f", "-"));
    words.addAll(List.of(arguments));
    return kubernetes.kubectlReading(
        manifest.set("metadata.name", name).text(), words.toArray(String[]::new));
  }

  /** {@code kubectl patch --type=merge}. */
  void patch(String json) {
    kubernetes.kubectl("patch", "rmig", name, "--namespace", namespace, "--type=merge", "-p", json);
  }

  /** Confirms the cutover that the status offers. */
  void confirm() {
    String token = awaitOffer().cutover().token();
    patch("{\"spec\":{\"cutover\":{\"confirm\":\"%s\"}}}".formatted(token));
  }

  /** Returns when nothing stands in the way of a cutover but its confirmation. */
  RedisMigrationStatus awaitOffer() {
    return await(
        "offers a cutover",
        status ->
            status.cutover() != null
                && status.cutover().token() != null
                && (status.cutover().blockers() == null || status.cutover().blockers().isEmpty()));
  }

  /** The object; null: there is none. */
  RedisMigration object() {
    return client().resources(RedisMigration.class).inNamespace(namespace).withName(name).get();
  }

  /** Its status; null: there is none yet. */
  RedisMigrationStatus status() {
    RedisMigration found = object();
    return found == null ? null : found.getStatus();
  }

  /** Returns when it is in that phase. */
  RedisMigrationStatus await(Phase phase) {
    return await("is " + phase, status -> status.phase() == phase);
  }

  /** Returns the first status seen that is as wanted. */
  RedisMigrationStatus await(String what, Predicate<RedisMigrationStatus> wanted) {
    RedisMigrationStatus[] last = new RedisMigrationStatus[1];
    try {
      Waiting.sparingly(
          name + " " + what,
          LIMIT,
          () -> {
            last[0] = status();
            return last[0] != null && wanted.test(last[0]);
          });
    } catch (TimedOutException e) {
      throw new AssertionError(e.getMessage() + "; it says: " + words(last[0]), e);
    }
    return last[0];
  }

  /** {@code kubectl delete} with that propagation policy, without waiting. */
  void delete(String cascade) {
    kubernetes.kubectl(
        "delete",
        "rmig",
        name,
        "--namespace",
        namespace,
        "--wait=false",
        "--ignore-not-found",
        "--cascade=" + cascade);
  }

  /** Returns when it is gone. */
  void awaitGone() {
    Waiting.sparingly(name + " is gone", LIMIT, () -> object() == null);
  }

  /** Its workers' pods. */
  List<Pod> pods() {
    return client().pods().inNamespace(namespace).withLabel(LABEL, name).list().getItems();
  }

  /** Its tasks. */
  List<RedisMigrationTask> tasks() {
    return client()
        .resources(RedisMigrationTask.class)
        .inNamespace(namespace)
        .withLabel(LABEL, name)
        .list()
        .getItems();
  }

  /** All that was made for it and should not outlive it. */
  List<HasMetadata> belongings() {
    List<HasMetadata> found = new ArrayList<>(pods());
    found.addAll(tasks());
    found.addAll(
        client().serviceAccounts().inNamespace(namespace).withLabel(LABEL, name).list().getItems());
    found.addAll(
        client().rbac().roles().inNamespace(namespace).withLabel(LABEL, name).list().getItems());
    found.addAll(
        client()
            .rbac()
            .roleBindings()
            .inNamespace(namespace)
            .withLabel(LABEL, name)
            .list()
            .getItems());
    found.addAll(client().leases().inNamespace(namespace).list().getItems());
    return found;
  }

  private static String words(RedisMigrationStatus status) {
    return status == null
        ? "nothing"
        : status.phase()
            + ", "
            + status.message()
            + ", checks "
            + status.checks()
            + ", conditions "
            + status.conditions();
  }

  private KubernetesClient client() {
    return kubernetes.client();
  }
}
