package io.redismigration.manifest;

import io.redismigration.api.v1alpha1.DesiredState;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.api.v1alpha1.RedisMigrationTaskSpec;
import io.redismigration.api.v1alpha1.RedisMigrationTaskStatus;
import io.redismigration.api.v1alpha1.TaskType;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskStatus;

/** Orders and reports as the resource that carries them, and back. */
public final class TaskMapper {
  private static final int LONGEST_MESSAGE = 1024;

  private final PlannerJson json;

  /** With the JSON of what it carries. */
  public TaskMapper(PlannerJson json) {
    this.json = json;
  }

  /**
   * The resource's spec for an order.
   *
   * @param migration name of the migration it belongs to
   * @param image of the worker; null: the operator's choice
   */
  public RedisMigrationTaskSpec spec(TaskSpec order, String migration, String image) {
    return new RedisMigrationTaskSpec(
        PlannerJson.TASK_VERSION,
        migration,
        TaskType.valueOf(Labels.of(order.type())),
        order.shard(),
        order.attempt(),
        order.epoch(),
        DesiredState.valueOf(Labels.of(order.desired())),
        image,
        json.order(order));
  }

  /**
   * The resource's status for a report.
   *
   * @param incarnation who reports
   * @param needsEpoch whether it waits for a higher epoch
   */
  public RedisMigrationTaskStatus status(
      TaskStatus report, String incarnation, boolean needsEpoch) {
    return new RedisMigrationTaskStatus(
        PlannerJson.TASK_VERSION,
        Labels.of(report.state()),
        report.epoch(),
        cut(report.message()),
        report.failure() == null ? null : report.failure().reason(),
        Texts.moment(report.heartbeat()),
        incarnation,
        needsEpoch,
        json.report(report));
  }

  /**
   * The order a resource carries.
   *
   * @throws UnreadableRecordException if it is of a later release, or none
   */
  public TaskSpec order(RedisMigrationTask resource) {
    return json.order(resource.getSpec().version(), resource.getSpec().order());
  }

  /**
   * The last report a resource carries; none if nobody has reported.
   *
   * @throws UnreadableRecordException if it is of a later release, or none
   */
  public TaskStatus report(RedisMigrationTask resource) {
    RedisMigrationTaskStatus status = resource.getStatus();
    return status == null ? TaskStatus.none() : json.report(status.version(), status.report());
  }

  /** Order and last report. */
  public Task task(RedisMigrationTask resource) {
    return new Task(order(resource), report(resource));
  }

  private static String cut(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE - 1) + "…";
  }
}
