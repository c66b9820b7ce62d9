package io.redismigration.migration.plan;

import io.redismigration.migration.task.Task;
import java.time.Instant;
import java.util.stream.Stream;

/** When to look again although nothing was reported. */
final class Wake {
  private Wake() {}

  /** The handler's own time, or the moment a worker would count as silent; null: neither. */
  static Instant earliest(Instant asked, Observation seen) {
    Stream<Instant> silences =
        seen.tasks().stream()
            .map(Task::status)
            .filter(report -> !report.state().ended() && report.heartbeat() != null)
            .map(report -> report.heartbeat().plus(seen.settings().workerSilence()).plusMillis(1));
    return Stream.concat(Stream.of(asked == null ? Instant.MIN : asked), silences)
        .filter(time -> time.isAfter(seen.now()))
        .min(Instant::compareTo)
        .orElse(null);
  }
}
