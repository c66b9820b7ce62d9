package io.redismigration.cli.state;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.redismigration.manifest.PlannerJson;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.worker.TaskHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The run's state as a file, and beside it one ledger per task, written by the workers themselves:
 * what they are about to change must be on disk before the next round of the driver would put it
 * there. When state is loaded, a task's ledger replaces the older copy in its report.
 */
public final class StateFile implements RunStore, TaskHost.Journal {
  private static final TypeReference<List<LedgerEntry>> LEDGER = new TypeReference<>() {};

  private final StateDirectory directory;
  private final ObjectMapper json = PlannerJson.indented();

  /** The file in that directory, which must exist before anything is saved. */
  public StateFile(StateDirectory directory) {
    this.directory = directory;
  }

  @Override
  public Optional<StoredRun> load() {
    Path file = directory.state();
    try {
      StoredRun stored = json.readValue(Files.readAllBytes(file), StoredRun.class);
      if (stored.version() > StoredRun.VERSION) {
        throw new StateException(
            "%s was written by a newer version; continue with that one".formatted(file), null);
      }
      return Optional.of(withLedgers(stored));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException failed) {
      throw new StateException(
          "the state in %s cannot be read (%s); restore the file, or begin a new run with --state DIR"
              .formatted(file, firstLine(failed)),
          failed);
    }
  }

  @Override
  public void save(StoredRun run) {
    try {
      AtomicFile.replace(directory.state(), json.writeValueAsBytes(run));
    } catch (IOException failed) {
      throw new StateException(
          "the state cannot be kept in %s (%s); make room there, then run again"
              .formatted(directory.state(), firstLine(failed)),
          failed);
    }
  }

  @Override
  public void record(String task, List<LedgerEntry> ledger) throws IOException {
    AtomicFile.replace(directory.ledger(task), json.writeValueAsBytes(ledger));
  }

  /**
   * Takes away what a process that was killed while it wrote has left. Only for who holds the lock
   * of the run: nobody else writes these files.
   *
   * @throws StateException if it cannot be removed
   */
  public void removeUnfinished() {
    try {
      AtomicFile.removeUnfinished(directory.root(), "state.json", "ledger-");
    } catch (IOException failed) {
      throw new StateException(
          "the state directory %s cannot be tidied (%s); check its permissions"
              .formatted(directory.root(), firstLine(failed)),
          failed);
    }
  }

  private StoredRun withLedgers(StoredRun stored) throws IOException {
    List<Task> tasks = new ArrayList<>();
    for (Task task : stored.tasks()) {
      Path file = directory.ledger(task.spec().name());
      tasks.add(
          Files.exists(file)
              ? withLedger(task, json.readValue(Files.readAllBytes(file), LEDGER))
              : task);
    }
    return new StoredRun(stored.version(), stored.savedAt(), stored.migration(), tasks);
  }

  private static Task withLedger(Task task, List<LedgerEntry> ledger) {
    TaskStatus last = task.status();
    return new Task(
        task.spec(),
        new TaskStatus(
            last.state(),
            last.epoch(),
            last.heartbeat(),
            last.message(),
            last.failure(),
            last.checks(),
            last.resolved(),
            last.guarantees(),
            ledger,
            last.progress(),
            last.keys(),
            last.verification(),
            last.cutover(),
            last.fullSyncEnded(),
            last.lostCatchUp()));
  }

  private static String firstLine(IOException failed) {
    String message = String.valueOf(failed.getMessage());
    return message.lines().findFirst().orElse(failed.getClass().getSimpleName());
  }
}
