package io.redismigration.cli.state;

import io.redismigration.migration.model.Migration;
import io.redismigration.migration.task.Task;
import java.time.Instant;
import java.util.List;

/**
 * Everything a run needs to be continued by a later process.
 *
 * @param version of this format
 * @param savedAt when it was written
 * @param migration who, what, and where it stands
 * @param tasks orders given and reports last seen
 * @param timeline what happened, oldest first, at most {@value #LONGEST_TIMELINE}
 * @param snapshot what the full sync copied; null: it has not ended. A later worker does not know
 *     it any more
 * @param lagAtCutover null: not fenced yet
 */
public record StoredRun(
    int version,
    Instant savedAt,
    Migration migration,
    List<Task> tasks,
    List<Happening> timeline,
    Snapshot snapshot,
    Lag lagAtCutover) {
  /** Format written by this build. */
  public static final int VERSION = 1;

  /** Happenings kept. */
  public static final int LONGEST_TIMELINE = 500;

  public StoredRun {
    tasks = tasks == null ? List.of() : List.copyOf(tasks);
    timeline = timeline == null ? List.of() : List.copyOf(timeline);
  }

  /** What a full sync copied. */
  public record Snapshot(long keys, long bytes) {}

  /** How far the target was behind when the cutover began. */
  public record Lag(long bytes, long millis) {}

  /** Something the user was told, when it happened. */
  public record Happening(Instant at, String reason, String message) {}
}
