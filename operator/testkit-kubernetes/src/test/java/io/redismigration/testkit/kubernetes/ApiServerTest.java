package io.redismigration.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The API alone: quick, without root. */
class ApiServerTest {

  private static final String RESOURCE =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: things.example.org}
      spec:
        group: example.org
        scope: Namespaced
        names: {plural: things, singular: thing, kind: Thing}
        versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                size: {type: integer}
              x-kubernetes-validations:
              - {rule: "self.size > 0", message: "size must be positive"}
      """;

  private static final String THING =
      """
      apiVersion: example.org/v1
      kind: Thing
      metadata: {name: small, namespace: default}
      size: %d
      """;

  @Test
  void checksWhatIsAppliedAndKeepsItOverARestart() {
    try (ApiServer server = ApiServer.start()) {
      server.kubectlReading(RESOURCE, "apply", "-f", "-");
      server.kubectl("wait", "--for=condition=Established", "crd/things.example.org");

      server.kubectlReading(THING.formatted(1), "apply", "-f", "-");

      assertThatThrownBy(() -> server.kubectlReading(THING.formatted(0), "apply", "-f", "-"))
          .isInstanceOf(CommandFailedException.class)
          .hasMessageContaining("size must be positive");

      server.kill();
      assertThatThrownBy(() -> server.kubectl("get", "things")).hasMessageContaining("refused");

      server.restart();
      assertThat(server.client().genericKubernetesResources("example.org/v1", "Thing").list())
          .satisfies(list -> assertThat(list.getItems()).hasSize(1));
    }
  }

  @Test
  void leavesNothingBehind() {
    Path kubeconfig;
    try (ApiServer server = ApiServer.start()) {
      kubeconfig = server.kubeconfig();
      assertThat(processesNaming(kubeconfig.getParent())).isEqualTo(2);
    }
    assertThat(kubeconfig.getParent()).doesNotExist();
    assertThat(processesNaming(kubeconfig.getParent())).isZero();
  }

  private static long processesNaming(Path directory) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(directory.toString()))
        .count();
  }
}
