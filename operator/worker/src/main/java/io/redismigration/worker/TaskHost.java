package io.redismigration.worker;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Runs the workers of one migration. The driver gives orders and reads reports; nothing else passes
 * between them. All methods but {@link #awaitChange} return at once.
 */
public interface TaskHost extends AutoCloseable {

  /**
   * Starts a worker for the order, or gives its worker the new order. The same order again changes
   * nothing.
   */
  void apply(TaskSpec spec);

  /**
   * Forgets a task, stopping its worker first if it still runs. An unknown name changes nothing.
   */
  void delete(String name);

  /** The last report of each task that was applied and not deleted, by name. */
  Map<String, TaskStatus> statuses();

  /**
   * Waits until some report changed since the last call of {@link #statuses}.
   *
   * @return false if {@code atMost} passed without a change
   * @throws InterruptedException if the waiting thread was interrupted
   */
  boolean awaitChange(Duration atMost) throws InterruptedException;

  /**
   * Stops every worker where it stands, leaving what a later one needs to resume: claim,
   * checkpoint, parameters and lock stay as they are. Returns when all have stopped.
   */
  @Override
  void close();

  /**
   * Where a worker writes down what it is about to change, before it changes it: a report alone
   * would be lost with the process.
   */
  @FunctionalInterface
  interface Journal {

    /**
     * Makes a task's ledger durable: before a parameter is set, and again when it was put back.
     *
     * @param task name of the task
     * @param ledger all of the task's entries
     * @throws IOException if it is not durable; then nothing may be changed
     */
    void record(String task, List<LedgerEntry> ledger) throws IOException;

    /**
     * Returns only if the task is still this worker's, and is to go on: asked right before what
     * cannot be undone. Where nobody else can have come by the task there is nothing to ask.
     *
     * @param task name of the task
     * @throws EngineException with {@link Reason#EpochSuperseded} when it is not
     * @throws IOException when nobody can tell
     */
    default void requireOurs(String task) throws IOException {
      // The driver's own process has the worker.
    }
  }
}
