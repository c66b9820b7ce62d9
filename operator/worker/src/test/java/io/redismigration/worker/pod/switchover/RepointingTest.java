package io.redismigration.worker.pod.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.redismigration.migration.model.SwitchedObject;
import io.redismigration.migration.model.SwitchoverSpec;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepointingTest {
  private static final SwitchoverSpec SERVICE =
      new SwitchoverSpec(
          "switcher",
          new SwitchoverSpec.OfService("orders", Map.of(), "new.example.com"),
          null,
          null);
  private static final SwitchoverSpec SECRET =
      new SwitchoverSpec(
          "switcher",
          null,
          null,
          new SwitchoverSpec.OfSecret("orders", Map.of("host", "new", "port", "6380"), false));

  @Test
  void ofTwoWritersWithinOneSecondTheOneWhoOwnsTheFieldIsNamed() {
    GenericKubernetesResource service =
        object(
            """
            metadata:
              name: orders
              managedFields:
              - {manager: git-tool, time: "2026-11-26T18:13:58Z", fieldsV1: {"f:spec": {"f:externalName": {}}}}
              - {manager: us, time: "2026-11-26T18:13:58Z", fieldsV1: {"f:metadata": {"f:annotations": {}}}}
            spec: {externalName: old.example.com}
            """);

    assertThat(writer(SERVICE, "Service", service)).isEqualTo("git-tool at 2026-11-26T18:13:58Z");
  }

  @Test
  void ofASecretTheWriterOfTheKeyThatDiffersIsNamed() {
    GenericKubernetesResource secret =
        object(
            """
            metadata:
              name: orders
              managedFields:
              - {manager: git-tool, time: "2026-11-26T18:13:58Z", fieldsV1: {"f:data": {"f:host": {}}}}
              - {manager: us, time: "2026-11-26T18:14:58Z", fieldsV1: {"f:data": {"f:port": {}}}}
            data: {host: b2xk, port: NjM4MA==}
            """);

    assertThat(writer(SECRET, "Secret", secret)).isEqualTo("git-tool at 2026-11-26T18:13:58Z");
  }

  @Test
  void anObjectThatDoesNotSayItWasWrittenBySomebody() {
    assertThat(writer(SERVICE, "Service", object("metadata: {name: orders}")))
        .isEqualTo("somebody");
  }

  private static String writer(
      SwitchoverSpec wanted, String kind, GenericKubernetesResource object) {
    return new Repointing(wanted, "run-1", null)
        .writer(new SwitchedObject.Ref(kind, "orders"), object);
  }

  private static GenericKubernetesResource object(String yaml) {
    return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
  }
}
