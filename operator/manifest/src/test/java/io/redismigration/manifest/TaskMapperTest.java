package io.redismigration.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.migration.task.Task;
import io.redismigration.migration.task.TaskSpec;
import io.redismigration.migration.task.TaskStatus;
import org.junit.jupiter.api.Test;

class TaskMapperTest {
  private final TaskMapper mapper = new TaskMapper(new PlannerJson());

  @Test
  void ordersAndReportsSurviveTheResource() {
    Task task = new Task(Filled.of(TaskSpec.class), Filled.of(TaskStatus.class));
    RedisMigrationTask resource = new RedisMigrationTask();
    resource.setSpec(mapper.spec(task.spec(), "orders", "image"));
    resource.setStatus(mapper.status(task.status(), "pod/1", true));

    KubernetesSerialization client = new KubernetesSerialization();
    RedisMigrationTask read = client.unmarshal(client.asJson(resource), RedisMigrationTask.class);

    assertThat(mapper.task(read)).isEqualTo(task);
    assertThat(read.getSpec().epoch()).isEqualTo(task.spec().epoch());
    assertThat(read.getStatus().needsEpoch()).isTrue();
  }

  @Test
  void aTaskOfWhichNobodyHasReportedIsPending() {
    assertThat(mapper.report(new RedisMigrationTask())).isEqualTo(TaskStatus.none());
  }
}
