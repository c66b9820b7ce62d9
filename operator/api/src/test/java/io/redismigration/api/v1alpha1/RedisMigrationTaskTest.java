package io.redismigration.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

/** What an operator of one version and a worker of another can tell each other. */
class RedisMigrationTaskTest {
  private final KubernetesSerialization client = new KubernetesSerialization();

  @Test
  void anOrderComesBackAsItWasSent() throws Exception {
    JsonNode order =
        new ObjectMapper()
            .readTree(
                "{\"epoch\":3,\"offset\":9007199254740993,\"none\":null,\"list\":[{\"a\":1.5}]}");
    RedisMigrationTask task = new RedisMigrationTask();
    task.setSpec(
        new RedisMigrationTaskSpec(
            1, "orders", TaskType.Replicate, "0", 1, 3L, DesiredState.Run, "image", order));

    RedisMigrationTask read = client.unmarshal(client.asJson(task), RedisMigrationTask.class);

    assertThat(read.getSpec().order()).hasToString(order.toString());
    assertThat(read.getSpec().desiredState()).isEqualTo(DesiredState.Run);
    assertThat(read.getStatus()).isNull();
  }

  @Test
  void aFieldOfALaterVersionIsNoError() {
    RedisMigrationTask read =
        client.unmarshal(
            "{\"apiVersion\":\"redismigration.io/v1alpha1\",\"kind\":\"RedisMigrationTask\","
                + "\"status\":{\"state\":\"Levitating\",\"later\":{\"a\":1}}}",
            RedisMigrationTask.class);

    assertThat(read.getStatus().state()).isEqualTo("Levitating");
  }
}
