package io.redismigration.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.redismigration.api.v1alpha1.DesiredState;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import io.redismigration.api.v1alpha1.RedisMigrationTaskSpec;
import io.redismigration.api.v1alpha1.TaskType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people and programs see of the definitions. */
class ServedTest {
  private static final JsonNode NOTES =
      tree(
          "{\"state\":{\"offset\":9007199254740993,\"ratio\":0.5,\"none\":null,\"list\":[{\"a\":[]}]}}");

  private static Published server;

  @BeforeAll
  static void start() {
    server = Published.definitions();
    server.create(Published.manifest("valid-minimal.yaml"), "");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void migrationsAreListedByShortNameAndCategory() {
    assertThat(server.kubectl("get", "rmig").lines().findFirst().orElseThrow().split(" {2,}"))
        .containsExactly(
            "NAME", "PHASE", "FULL", "LAG", "SOURCE KEYS", "TARGET KEYS", "VERIFIED", "AGE");
    assertThat(server.kubectl("get", "redis", "-o", "wide"))
        .contains("MESSAGE", "orders", "redis-old:6379", "redis-new:6379");
  }

  @Test
  void everyFieldIsExplained() {
    assertThat(server.kubectl("explain", "rmig.spec.cutover.maxLag"))
        .contains("Largest lag, in stream time, at which the source may be fenced.");
  }

  @Test
  void notesOfTheOperatorComeBackAsTheyWere() {
    Resource<RedisMigration> orders =
        server.client().resources(RedisMigration.class).inNamespace("default").withName("orders");
    ObjectNode status = new ObjectMapper().createObjectNode();
    status.putObject("status").set("memory", NOTES);

    orders
        .subresource("status")
        .patch(PatchContext.of(PatchType.SERVER_SIDE_APPLY), applied(status));

    assertThat(tree(orders.get().getStatus().memory().toString())).isEqualTo(NOTES);
  }

  @Test
  void conditionsOfTwoWritersStandBesideEachOther() {
    write("first", condition("Ready"));
    write("second", condition("Noticed"));

    assertThat(
            server
                .client()
                .resources(RedisMigration.class)
                .inNamespace("default")
                .withName("orders")
                .get()
                .getStatus()
                .conditions())
        .extracting(Condition::getType)
        .contains("Ready", "Noticed");
  }

  @Test
  void aTaskKeepsItsTypeAndItsEpochNeverGoesBack() {
    RedisMigrationTask task = task("orders-replicate-0-1", TaskType.Replicate, 2);
    server.client().resource(task).create();

    assertThat(server.kubectl("get", "rmtask").lines().findFirst().orElseThrow().split(" {2,}"))
        .containsExactly("NAME", "TYPE", "SHARD", "STATE", "EPOCH", "AGE", "MESSAGE");
    assertThat(server.kubectl("get", "redis")).doesNotContain("orders-replicate");
    assertThat(refusal(task("orders-replicate-0-1", TaskType.Replicate, 1)))
        .contains("an epoch never goes back");
    assertThat(refusal(task("orders-replicate-0-1", TaskType.Restore, 3)))
        .contains("a task never changes its migration or its type");
    JsonNode order =
        server
            .client()
            .resource(task("orders-replicate-0-1", TaskType.Replicate, 3))
            .update()
            .getSpec()
            .order();
    assertThat(tree(order.toString())).isEqualTo(NOTES);
  }

  private static String refusal(RedisMigrationTask edited) {
    return Published.refusalOf(() -> server.client().resource(edited).update()).orElseThrow();
  }

  private static RedisMigrationTask task(String name, TaskType type, long epoch) {
    RedisMigrationTask task = new RedisMigrationTask();
    task.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace("default").build());
    task.setSpec(
        new RedisMigrationTaskSpec(
            1, "orders", type, "0", 1, epoch, DesiredState.Run, "image", NOTES));
    return task;
  }

  private static void write(String writer, Condition condition) {
    ObjectNode status = new ObjectMapper().createObjectNode();
    status
        .putObject("status")
        .putArray("conditions")
        .add(new ObjectMapper().<JsonNode>valueToTree(condition));
    server
        .client()
        .resources(RedisMigration.class)
        .inNamespace("default")
        .withName("orders")
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(writer)
                .build(),
            applied(status));
  }

  private static Condition condition(String type) {
    return new ConditionBuilder()
        .withType(type)
        .withStatus("True")
        .withReason("Test")
        .withMessage("")
        .withLastTransitionTime("2030-01-31T22:00:00Z")
        .build();
  }

  private static String applied(ObjectNode fields) {
    fields.put("apiVersion", "redismigration.io/v1alpha1").put("kind", "RedisMigration");
    fields.putObject("metadata").put("name", "orders").put("namespace", "default");
    return fields.toString();
  }

  private static JsonNode tree(String json) {
    return Published.tree(json);
  }
}
