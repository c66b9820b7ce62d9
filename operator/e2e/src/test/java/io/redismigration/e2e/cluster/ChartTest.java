package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.redismigration.testkit.kubernetes.CommandFailedException;
import io.redismigration.testkit.kubernetes.Kubernetes;
import io.redismigration.testkit.kubernetes.NeedsKubernetes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NeedsKubernetes
class ChartTest {

  private static final String IMAGE = "image.repository=registry.example/redis-migration-operator";
  private static final Path CRDS = Path.of(System.getProperty("project.root"), "crds");

  private static final String RIGHTS_WHERE_MIGRATIONS_ARE =
      """
      /configmaps: create get update
      /pods: create delete get list watch
      /serviceaccounts: create delete get patch
      /services: get list
      apps/deployments: get
      apps/statefulsets: get
      authorization.k8s.io/localsubjectaccessreviews: create
      discovery.k8s.io/endpointslices: get list
      events.k8s.io/events: create patch
      rbac.authorization.k8s.io/rolebindings: create delete get patch
      rbac.authorization.k8s.io/roles: create delete get patch
      redismigration.io/redismigrations/finalizers: update
      redismigration.io/redismigrations/status: get patch update
      redismigration.io/redismigrations: get list patch update watch
      redismigration.io/redismigrationtasks/finalizers: update
      redismigration.io/redismigrationtasks/status: get patch update
      redismigration.io/redismigrationtasks: create delete get list patch update watch
      """;

  private final Kubernetes kubernetes = Kubernetes.shared();
  private final Chart chart = new Chart(kubernetes);

  @Test
  void passesHelmsOwnChecks() {
    assertThat(kubernetes.helm("lint", "--strict", Chart.DIRECTORY.toString(), "--set", IMAGE))
        .contains("0 chart(s) failed");
  }

  @Test
  void withoutAnImageItSaysHowToGetOne() {
    assertThatThrownBy(chart::rendered)
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("image.repository is required")
        .hasMessageContaining("images import operator/image/target/redis-migration-operator-")
        .hasMessageContaining("skopeo copy docker-archive:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replicas=many",
        "watchNamespaces={Upper}",
        "image.tag=no spaces",
        "unknown=1",
        "workers.imagePullSecrets={registry}"
      })
  void aWrongValueIsRefused(String setting) {
    assertThatThrownBy(() -> chart.rendered(IMAGE, setting))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("don't meet the specifications of the schema");
  }

  @Test
  void workersPullWithTheSecretsOfTheirNamespacesAndTheOperatorWithItsOwn() {
    PodSpec operator =
        operator(
            chart.rendered(
                IMAGE,
                "imagePullSecrets[0].name=ours",
                "workers.imagePullSecrets[0].name=registry",
                "workers.imagePullSecrets[1].name=mirror.example"));

    assertThat(operator.getImagePullSecrets())
        .extracting(LocalObjectReference::getName)
        .containsExactly("ours");
    assertThat(operator.getContainers().get(0).getEnv())
        .contains(
            new EnvVarBuilder()
                .withName("WORKER_PULL_SECRETS")
                .withValue("registry,mirror.example")
                .build());
    assertThat(operator(chart.rendered(IMAGE)).getContainers().get(0).getEnv())
        .extracting(EnvVar::getName)
        .doesNotContain("WORKER_PULL_SECRETS");
  }

  @Test
  void carriesThePublishedDefinitions() throws IOException {
    for (String file :
        List.of(
            "redismigrations.redismigration.io.yaml",
            "redismigrationtasks.redismigration.io.yaml")) {
      assertThat(Chart.DIRECTORY.resolve("crds").resolve(file))
          .hasSameBinaryContentAs(CRDS.resolve(file));
    }
    try (Stream<Path> files = Files.list(Chart.DIRECTORY.resolve("crds"))) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void forAllNamespacesItsRightsAreAClusterRole() {
    List<HasMetadata> objects = chart.rendered(IMAGE);

    assertThat(rights(role(objects, "ops-story-redis-migration-operator", null)))
        .isEqualTo(RIGHTS_WHERE_MIGRATIONS_ARE);
  }

  @Test
  void forSomeNamespacesItsRightsEndThere() {
    List<HasMetadata> objects = chart.rendered(IMAGE, "watchNamespaces={here,there}");

    for (String namespace : List.of("here", "there")) {
      assertThat(rights(role(objects, "ops-story-redis-migration-operator", namespace)))
          .isEqualTo(RIGHTS_WHERE_MIGRATIONS_ARE);
    }
    assertThat(objects)
        .filteredOn(ClusterRole.class::isInstance)
        .singleElement()
        .satisfies(
            role ->
                assertThat(rights(role))
                    .isEqualTo("apiextensions.k8s.io/customresourcedefinitions: get\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"replicas=1", "watchNamespaces={here}"})
  void nowhereMayItReadSecretsOrRaiseItsRights(String mode) {
    List<PolicyRule> rules =
        chart.rendered(IMAGE, mode).stream().flatMap(object -> rules(object).stream()).toList();

    assertThat(rules).isNotEmpty();
    assertThat(rules)
        .flatExtracting(PolicyRule::getResources)
        .doesNotContain(
            "*", "secrets", "nodes", "namespaces", "pods/exec", "serviceaccounts/token");
    assertThat(rules)
        .flatExtracting(PolicyRule::getVerbs)
        .doesNotContain("*", "escalate", "bind", "impersonate");
    assertThat(rules).flatExtracting(PolicyRule::getApiGroups).doesNotContain("*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"_helpers.tpl", "rbac-operator.yaml"})
  void everyRuleCarriesItsReason(String template) throws IOException {
    List<String> lines = Files.readAllLines(Chart.DIRECTORY.resolve("templates").resolve(template));

    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("- apiGroups:")) {
        assertThat(lines.get(i - 1)).as(lines.get(i + 1)).startsWith("# ");
      }
    }
  }

  private static PodSpec operator(List<HasMetadata> objects) {
    return objects.stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .map(deployment -> deployment.getSpec().getTemplate().getSpec())
        .findFirst()
        .orElseThrow();
  }

  private static HasMetadata role(List<HasMetadata> objects, String name, String namespace) {
    return objects.stream()
        .filter(object -> object.getMetadata().getName().equals(name))
        .filter(
            object -> namespace == null || namespace.equals(object.getMetadata().getNamespace()))
        .filter(object -> !rules(object).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  /** A line per resource, sorted: {@code group/resource: verbs}. */
  private static String rights(HasMetadata role) {
    return rules(role).stream()
        .flatMap(rule -> rule.getResources().stream().map(resource -> line(rule, resource)))
        .sorted()
        .collect(Collectors.joining());
  }

  private static String line(PolicyRule rule, String resource) {
    String verbs = rule.getVerbs().stream().sorted().collect(Collectors.joining(" "));
    return rule.getApiGroups().get(0) + "/" + resource + ": " + verbs + "\n";
  }

  private static List<PolicyRule> rules(HasMetadata object) {
    if (object instanceof ClusterRole role) {
      return role.getRules();
    }
    return object instanceof Role role ? role.getRules() : List.of();
  }
}
