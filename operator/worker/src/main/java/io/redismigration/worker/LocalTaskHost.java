package io.redismigration.worker;

import io.redismigration.migration.model.Failure;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Workers as threads of this process. */
public final class LocalTaskHost implements TaskHost {
  private static final Logger LOG = LoggerFactory.getLogger(LocalTaskHost.class);

  private final Workers workers;
  private final InstantSource clock;
  private final Map<String, Hosted> tasks = new LinkedHashMap<>();
  private boolean changed;

  private static final class Hosted {
    final Orders orders;
    Thread thread;
    TaskStatus status = TaskStatus.none();

    Hosted(Orders orders) {
      this.orders = orders;
    }
  }

  public LocalTaskHost(Workers workers, InstantSource clock) {
    this.workers = workers;
    this.clock = clock;
  }

  @Override
  public synchronized void apply(TaskSpec spec) {
    Hosted present = tasks.get(spec.name());
    if (present != null && present.orders.current().epoch() >= spec.epoch()) {
      present.orders.give(spec);
      return;
    }
    if (present != null) {
      // A later epoch is another worker; it ends what the earlier one may still do on the target.
      present.orders.halt();
    }
    Orders orders = new Orders(spec);
    Hosted hosted = new Hosted(orders);
    tasks.put(spec.name(), hosted);
    Worker worker = workers.create(orders, status -> report(hosted, status));
    hosted.thread = new Thread(() -> work(spec.name(), worker, hosted), "task-" + spec.name());
    hosted.thread.start();
  }

  private void work(String name, Worker worker, Hosted hosted) {
    try {
      worker.run();
    } catch (InterruptedException e) {
      LOG.info("task {} was interrupted", name);
    } catch (RuntimeException | LinkageError e) {
      LOG.error("task {} ended with a defect of this program", name, e);
      report(hosted, defect(hosted, e));
    }
  }

  /** A defect must not look like silence: the planner is told, the log has the trace. */
  private TaskStatus defect(Hosted hosted, Throwable e) {
    TaskStatus last = hosted.status;
    return new TaskStatus(
        TaskState.FAILED,
        hosted.orders.current().epoch(),
        clock.instant(),
        "ended by a defect",
        new Failure(
            "InternalError",
            String.valueOf(e),
            "run again; if it comes back, report it with the log file",
            true),
        last.checks(),
        last.resolved(),
        last.guarantees(),
        last.ledger(),
        last.progress(),
        last.keys(),
        last.verification(),
        last.cutover(),
        last.fullSyncEnded(),
        last.lostCatchUp(),
        last.switched());
  }

  private synchronized void report(Hosted hosted, TaskStatus status) {
    hosted.status = status;
    changed = true;
    notifyAll();
  }

  @Override
  public void delete(String name) {
    Hosted hosted;
    synchronized (this) {
      hosted = tasks.remove(name);
    }
    if (hosted != null) {
      hosted.orders.halt();
    }
  }

  @Override
  public synchronized Map<String, TaskStatus> statuses() {
    changed = false;
    Map<String, TaskStatus> statuses = new LinkedHashMap<>();
    tasks.forEach((name, hosted) -> statuses.put(name, hosted.status));
    return statuses;
  }

  @Override
  public synchronized boolean awaitChange(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!changed) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    return true;
  }

  @Override
  public void close() {
    List<Hosted> all;
    synchronized (this) {
      all = List.copyOf(tasks.values());
    }
    all.forEach(hosted -> hosted.orders.halt());
    for (Hosted hosted : all) {
      try {
        hosted.thread.join();
      } catch (InterruptedException e) {
        hosted.thread.interrupt();
        Thread.currentThread().interrupt();
      }
    }
  }
}
