package io.redismigration.e2e.cluster;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.redismigration.e2e.fixture.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node that the control plane believes in, with room for hundreds of pods. Its kubelet is played:
 * containers are what {@code containers} makes of a pod, no process runs. Only pods that ask for it
 * are scheduled there.
 */
final class PlayedNode implements AutoCloseable {

  /** What stands for a pod's container. */
  interface Container {

    /** Asks it to end. */
    void stop();

    boolean hasEnded();
  }

  private static final Logger LOG = LoggerFactory.getLogger(PlayedNode.class);
  private static final String NAME = "played-node";
  private static final String MARK = "redismigration.io/played";
  private static final String LEASES = "kube-node-lease";
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Map<String, Quantity> ROOM =
      Map.of(
          "cpu", new Quantity("1000"),
          "memory", new Quantity("4Ti"),
          "ephemeral-storage", new Quantity("100Ti"),
          "pods", new Quantity("1000"));

  private final KubernetesClient client;
  private final Function<Pod, Container> containers;
  private final Map<String, Container> running = new HashMap<>();
  private final Set<String> over = new HashSet<>();
  private final SharedIndexInformer<Pod> pods;
  private final ScheduledExecutorService kubelet = Executors.newScheduledThreadPool(2);

  PlayedNode(KubernetesClient client, Function<Pod, Container> containers) {
    this.client = client;
    this.containers = containers;
    client
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withLabels(Map.of(MARK, "true"))
                .endMetadata()
                .withNewSpec()
                .addNewTaint()
                .withKey(MARK)
                .withEffect("NoSchedule")
                .endTaint()
                .endSpec()
                .build())
        .create();
    client
        .nodes()
        .withName(NAME)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            client.getKubernetesSerialization().asJson(Map.of("status", ready())));
    pods = client.pods().inAnyNamespace().withField("spec.nodeName", NAME).inform();
    kubelet.scheduleWithFixedDelay(this::heartbeat, 0, HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
    kubelet.scheduleWithFixedDelay(this::look, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The manifest, with its workers on this node. */
  static Manifest on(Manifest manifest) {
    return manifest
        .set("spec.worker.nodeSelector", Map.of(MARK, "true"))
        .set(
            "spec.worker.tolerations",
            List.of(Map.of("key", MARK, "operator", "Exists", "effect", "NoSchedule")));
  }

  private static NodeStatus ready() {
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return new NodeStatusBuilder()
        .withCapacity(ROOM)
        .withAllocatable(ROOM)
        .withConditions(
            new NodeConditionBuilder()
                .withType("Ready")
                .withStatus("True")
                .withReason("KubeletReady")
                .withMessage("played by a test")
                .withLastHeartbeatTime(now)
                .withLastTransitionTime(now)
                .build())
        .build();
  }

  private void heartbeat() {
    Lease lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withName(NAME)
            .withNamespace(LEASES)
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(NAME)
            .withLeaseDurationSeconds(40)
            .withRenewTime(Instant.now().atZone(ZoneOffset.UTC))
            .endSpec()
            .build();
    client.resource(lease).createOr(existing -> existing.update());
  }

  private void look() {
    pods.getStore().list().forEach(pod -> patiently(() -> follow(pod)));
  }

  /** A kubelet tries again what the API server did not do, be it slow or the pod gone. */
  private static void patiently(Runnable request) {
    try {
      request.run();
    } catch (KubernetesClientException e) {
      LOG.info("tried again: {}", e.getMessage());
    }
  }

  private void follow(Pod pod) {
    String uid = pod.getMetadata().getUid();
    Container container = running.get(uid);
    boolean going = pod.getMetadata().getDeletionTimestamp() != null;
    boolean isNew = container == null && !over.contains(uid);
    if (isNew && !going) {
      phase(pod, "Running");
      running.put(uid, containers.apply(pod));
    } else if (container != null && container.hasEnded()) {
      phase(pod, "Succeeded");
      running.remove(uid);
      over.add(uid);
    } else if (going && container != null) {
      container.stop();
    } else if (going) {
      client.pods().resource(pod).withGracePeriod(0).delete();
    }
  }

  private void phase(Pod pod, String phase) {
    client
        .pods()
        .resource(pod)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"status": {"phase": "%s", "startTime": "%s"}}
            """
                .formatted(phase, Instant.now().truncatedTo(ChronoUnit.SECONDS)));
  }

  /** Takes the node away; pods that are still on it go with it. */
  @Override
  public void close() {
    kubelet.shutdownNow();
    pods.close();
    client.nodes().withName(NAME).delete();
    client.leases().inNamespace(LEASES).withName(NAME).delete();
  }
}
