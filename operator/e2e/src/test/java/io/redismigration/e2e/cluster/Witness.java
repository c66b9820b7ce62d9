package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationStatus;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sees every state of a migration and of its pods that the API server shows; looks again when that
 * was away. For several threads.
 */
final class Witness implements AutoCloseable {

  private final Set<String> atWork = new HashSet<>();
  private final Set<Phase> phases = EnumSet.noneOf(Phase.class);
  private final List<Long> applied = new ArrayList<>();
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
  private Set<String> mostAtWork = Set.of();

  private Witness() {}

  /** Begins to look. */
  static Witness of(KubernetesClient client, String namespace, String migration) {
    Witness witness = new Witness();
    witness.informers.add(
        client
            .resources(RedisMigration.class)
            .inNamespace(namespace)
            .withName(migration)
            .inform(new Sight<>(witness::saw, gone -> {})));
    witness.informers.add(
        client
            .pods()
            .inNamespace(namespace)
            .withLabel(LiveMigration.LABEL, migration)
            .inform(new Sight<>(witness::saw, witness::lost)));
    return witness;
  }

  /** Whether a container of it may run, as far as the API server knows. */
  static boolean mayWork(Pod pod) {
    String phase = pod.getStatus().getPhase();
    return !"Succeeded".equals(phase) && !"Failed".equals(phase);
  }

  /** What it saw so far does not matter. */
  synchronized void forget() {
    phases.clear();
    applied.clear();
    mostAtWork = Set.copyOf(atWork);
  }

  /** No other phase, and never two workers at once. */
  synchronized void sawNothingBut(Phase phase) {
    assertThat(phases).containsOnly(phase);
    assertThat(mostAtWork).as("pods that may have worked at once").hasSizeLessThanOrEqualTo(1);
  }

  /** Nobody has put an older status in the place of a newer one. */
  synchronized void sawNoStepBack() {
    assertThat(applied).as("offsets applied").isSorted();
  }

  private synchronized void saw(RedisMigration migration) {
    RedisMigrationStatus status = migration.getStatus();
    if (status == null) {
      return;
    }
    phases.add(status.phase());
    if (status.shards() != null && !status.shards().isEmpty()) {
      Long offset = status.shards().get(0).appliedOffset();
      if (offset != null) {
        applied.add(offset);
      }
    }
  }

  private synchronized void saw(Pod pod) {
    if (mayWork(pod)) {
      atWork.add(pod.getMetadata().getUid());
    } else {
      atWork.remove(pod.getMetadata().getUid());
    }
    if (atWork.size() > mostAtWork.size()) {
      mostAtWork = Set.copyOf(atWork);
    }
  }

  private synchronized void lost(Pod pod) {
    atWork.remove(pod.getMetadata().getUid());
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }

  /** What an informer tells, whether it is new or changed. */
  private record Sight<T extends HasMetadata>(Consumer<T> seen, Consumer<T> gone)
      implements ResourceEventHandler<T> {

    @Override
    public void onAdd(T object) {
      seen.accept(object);
    }

    @Override
    public void onUpdate(T before, T object) {
      seen.accept(object);
    }

    @Override
    public void onDelete(T object, boolean unknownState) {
      gone.accept(object);
    }
  }
}
