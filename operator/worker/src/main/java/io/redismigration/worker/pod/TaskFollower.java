package io.redismigration.worker.pod;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What is known of the task, from whichever answer of the API server came last: reads, the watch,
 * and the answers to writes. While the API server is away the last order stays in force.
 */
final class TaskFollower implements AutoCloseable {
  private final TaskResource resource;
  private RedisMigrationTask latest;
  private boolean deleting;
  private boolean gone;
  private Consumer<RedisMigrationTask> listener = task -> {};
  private SharedIndexInformer<RedisMigrationTask> informer;

  TaskFollower(TaskResource resource, RedisMigrationTask first) {
    this.resource = resource;
    this.latest = first;
    this.deleting = first.isMarkedForDeletion();
  }

  void start() {
    informer = resource.watch(new Events());
  }

  synchronized RedisMigrationTask latest() {
    return latest;
  }

  synchronized long epoch() {
    Long epoch = latest.getSpec().epoch();
    return epoch == null ? 0 : epoch;
  }

  /** Whether it is going, or gone, and will not come back. */
  synchronized boolean isGoing() {
    return deleting || gone;
  }

  /** It is known to be gone. */
  synchronized void gone() {
    gone = true;
    notifyAll();
  }

  synchronized boolean isGone() {
    return gone;
  }

  /** Calls with the order in force, now and at every change of it. */
  synchronized void onOrder(Consumer<RedisMigrationTask> next) {
    listener = next;
    next.accept(latest);
  }

  /** Calls nobody from now on. */
  synchronized void offOrder() {
    listener = task -> {};
  }

  /** Takes over what the API server said, unless something newer is known. */
  synchronized void saw(RedisMigrationTask task) {
    if (!task.getMetadata().getUid().equals(latest.getMetadata().getUid())) {
      gone();
      return;
    }
    deleting |= task.isMarkedForDeletion();
    Long seen = task.getMetadata().getGeneration();
    Long known = latest.getMetadata().getGeneration();
    boolean changed = seen != null && known != null && seen > known;
    if (changed || seen == null || seen.equals(known)) {
      latest = task;
    }
    if (changed) {
      listener.accept(task);
    }
    notifyAll();
  }

  /** Waits until an epoch above that is ordered, the task is going, or the time is over. */
  synchronized void awaitEpochAbove(long epoch, Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (epoch() <= epoch && !isGoing()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return;
      }
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
  }

  @Override
  public void close() {
    if (informer != null) {
      informer.close();
    }
  }

  private final class Events implements ResourceEventHandler<RedisMigrationTask> {
    @Override
    public void onAdd(RedisMigrationTask task) {
      saw(task);
    }

    @Override
    public void onUpdate(RedisMigrationTask before, RedisMigrationTask task) {
      saw(task);
    }

    @Override
    public void onDelete(RedisMigrationTask task, boolean unknownState) {
      gone();
    }
  }
}
