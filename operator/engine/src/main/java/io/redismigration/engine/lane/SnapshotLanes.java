package io.redismigration.engine.lane;

import io.redismigration.engine.target.PatientConnector;
import io.redismigration.engine.target.TargetConnector;
import io.redismigration.engine.target.TargetInstance;
import io.redismigration.engine.target.Throttle;
import io.redismigration.engine.target.Waiting;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Several connections that write batches of unrelated keys, in no order among them. Whichever lane
 * is free takes the next batch; each writes its next batch before it reads the replies of the last,
 * so that the target always has work. For one applier thread, but for {@link #waiting} and the
 * counters.
 */
public final class SnapshotLanes implements AutoCloseable {

  private final LaneQueue queue = new LaneQueue();
  private final List<SnapshotLane> lanes = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Throttle throttle;

  /**
   * Starts the lanes; they connect when there is something to write.
   *
   * @param instance the server that all connections must reach
   */
  public SnapshotLanes(
      LaneSettings settings,
      TargetConnector connector,
      TargetInstance instance,
      Throttle throttle,
      Clock clock) {
    this.throttle = throttle;
    // Per lane one batch in flight and one being written, two that the applier fills, and one more
    // so that it need not wait.
    for (int i = 0; i < 2 * settings.lanes() + 3; i++) {
      queue.addFree(new Batch(settings.batchBytes(), settings.batchCommands()));
    }
    for (int i = 1; i <= settings.lanes(); i++) {
      SnapshotLane lane = new SnapshotLane(queue, new PatientConnector(connector, instance, clock));
      Thread thread = new Thread(lane, "snapshot-lane-" + i);
      thread.setDaemon(true);
      lanes.add(lane);
      threads.add(thread);
      thread.start();
    }
  }

  /**
   * An empty batch to fill, waiting until a lane gives one back.
   *
   * @throws io.redismigration.engine.EngineException why a lane stopped
   */
  public Batch take() throws InterruptedException {
    return queue.takeFree();
  }

  /** Hands a batch to the lanes, at the throttle's pace; an empty one is just taken back. */
  public void submit(Batch batch) throws InterruptedException {
    if (batch.isEmpty()) {
      queue.putBack(batch);
      return;
    }
    throttle.acquire(batch.bytes(), batch.commands());
    queue.submit(batch);
  }

  /**
   * Waits until the target has executed every batch and all replies were checked.
   *
   * @throws io.redismigration.engine.EngineException why a lane stopped
   */
  public void drain() throws InterruptedException {
    queue.awaitAllDone();
  }

  /** What the lanes wait for, if one does. */
  public Optional<Waiting> waiting() {
    return lanes.stream().flatMap(lane -> lane.waiting().stream()).findFirst();
  }

  /** Keys whose creation the target has confirmed. */
  public long confirmedKeys() {
    return lanes.stream().mapToLong(SnapshotLane::confirmedKeys).sum();
  }

  /** How often a connection was lost and made again. */
  public long reconnects() {
    return lanes.stream().mapToLong(SnapshotLane::reconnects).sum();
  }

  /** Ends the lanes at once, whatever they are doing, and waits for their threads. */
  @Override
  public void close() {
    lanes.forEach(SnapshotLane::close);
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
