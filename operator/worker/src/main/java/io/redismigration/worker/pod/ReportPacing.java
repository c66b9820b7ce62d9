package io.redismigration.worker.pod;

import io.redismigration.migration.task.TaskStatus;
import java.time.Duration;
import java.util.Objects;

/**
 * When a report is written: at once if it says where the task stands differently, every two seconds
 * while only figures move, every ten when nothing does.
 */
final class ReportPacing {
  static final Duration FIGURES = Duration.ofSeconds(2);
  static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private ReportPacing() {}

  /**
   * Whether it is time.
   *
   * @param written the last report written
   * @param now the report at hand
   * @param since time since the last one was written
   */
  static boolean isDue(TaskStatus written, TaskStatus now, Duration since) {
    if (standsElsewhere(written, now)) {
      return true;
    }
    boolean moved = !withoutHeartbeat(written).equals(withoutHeartbeat(now));
    return since.compareTo(moved ? FIGURES : HEARTBEAT) >= 0;
  }

  private static boolean standsElsewhere(TaskStatus written, TaskStatus now) {
    return written.state() != now.state()
        || written.epoch() != now.epoch()
        || written.fullSyncEnded() != now.fullSyncEnded()
        || written.lostCatchUp() != now.lostCatchUp()
        || !Objects.equals(written.failure(), now.failure())
        || !Objects.equals(written.cutover(), now.cutover())
        || !written.ledger().equals(now.ledger())
        || !written.checks().equals(now.checks());
  }

  private static TaskStatus withoutHeartbeat(TaskStatus report) {
    return new TaskStatus(
        report.state(),
        report.epoch(),
        null,
        report.message(),
        report.failure(),
        report.checks(),
        report.resolved(),
        report.guarantees(),
        report.ledger(),
        report.progress(),
        report.keys(),
        report.verification(),
        report.cutover(),
        report.fullSyncEnded(),
        report.lostCatchUp(),
        report.switched());
  }
}
