package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.kubernetes.NeedsKubernetes;
import io.redismigration.testkit.waiting.Waiting;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code kubectl delete namespace} under a migration that streams. */
@NeedsKubernetes
class NamespaceDeletionTest {

  private static final Pattern COMMAND =
      Pattern.compile("redis-cli -h (\\S+) -p (\\d+) ((?:CONFIG SET|ACL \\S+) .+)");

  @RegisterExtension final Stage stage = new Stage();
  private LiveMigration migration;
  private Map<String, String> before;

  @BeforeEach
  void aMigrationThatStreams() {
    stage.between("7.0", "newest").withSecret(Stage.PASSWORD);
    Dataset.seeded(1).keys(2_000).loadInto(stage.source());
    before = parameters();
    migration = stage.migration("orders");
    migration.apply(stage.manifest());
    migration.await(Phase.Streaming);
    assertThat(parameters()).isNotEqualTo(before);
  }

  @Test
  void theLiveWorkerRestoresWithinItsGrace() {
    Pod worker = migration.pods().get(0);
    long began = System.nanoTime();

    deleteNamespace();
    Waiting.until(
        "the source is as before", LiveMigration.LIMIT, () -> parameters().equals(before));
    long restored = (System.nanoTime() - began) / 1_000_000;
    awaitNamespaceGone();

    Figures.record("kubectl delete namespace until the source is restored, ms", restored);
    assertThat(restored).isLessThan(worker.getSpec().getTerminationGracePeriodSeconds() * 1_000);
    assertThat((String) stage.source().command("CLIENT", "LIST")).doesNotContain("flags=S");
    assertThat(unfulfilled()).isEmpty();
  }

  @Test
  void withoutAWorkerTheCommandsStandInTheOperatorsLogAndNamespace() {
    forbidPods();
    Pod worker = migration.pods().get(0);
    stage.kubernetes().client().pods().resource(worker).withGracePeriod(0).delete();
    migration.await(
        "has no worker",
        status ->
            status.conditions().stream().anyMatch(found -> found.getMessage().contains("quota")));

    deleteNamespace();
    awaitNamespaceGone();

    assertThat(parameters()).isNotEqualTo(before);
    List<ConfigMap> reports = unfulfilled();
    assertThat(reports).hasSize(1);
    List<String> commands = reports.get(0).getData().get("commands").lines().toList();
    assertThat(stage.operator().log()).contains(String.join(" && ", commands));
    commands.forEach(this::run);
    assertThat(parameters()).isEqualTo(before);
    stage.kubernetes().client().resource(reports.get(0)).delete();
  }

  /** As a person would, who has only the text. */
  private void run(String command) {
    Matcher words = COMMAND.matcher(command);
    assertThat(words.matches()).as(command).isTrue();
    RedisServer meant = command.contains(" ACL ") ? stage.target() : stage.source();
    assertThat(words.group(1)).isEqualTo(meant.host());
    assertThat(words.group(2)).isEqualTo(Integer.toString(meant.port()));
    meant.command(unquoted(words.group(3)));
  }

  /** Words as a shell makes them of a line with single quotes. */
  private static String[] unquoted(String line) {
    return Pattern.compile("'([^']*)'|(\\S+)")
        .matcher(line)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .toArray(String[]::new);
  }

  private void forbidPods() {
    stage
        .kubernetes()
        .client()
        .resourceQuotas()
        .inNamespace(stage.namespace())
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("none")
                .endMetadata()
                .withNewSpec()
                .withHard(Map.of("pods", new Quantity("0")))
                .endSpec()
                .build())
        .create();
  }

  private void deleteNamespace() {
    stage.kubernetes().kubectl("delete", "namespace", stage.namespace(), "--wait=false");
  }

  private void awaitNamespaceGone() {
    Waiting.sparingly(
        "the namespace is gone",
        LiveMigration.LIMIT,
        () -> stage.kubernetes().client().namespaces().withName(stage.namespace()).get() == null);
  }

  /** What the operator left in its own namespace of migrations of this one. */
  private List<ConfigMap> unfulfilled() {
    return stage
        .kubernetes()
        .client()
        .configMaps()
        .inNamespace(stage.operator().namespace())
        .withLabel("redismigration.io/report")
        .list()
        .getItems()
        .stream()
        .filter(report -> stage.namespace().equals(report.getData().get("namespace")))
        .toList();
  }

  private Map<String, String> parameters() {
    Map<String, String> values = new TreeMap<>();
    values.put("users of the target", String.valueOf(stage.target().command("ACL", "LIST")));
    List<?> list = (List<?>) stage.source().command("CONFIG", "GET", "*");
    for (int i = 0; i < list.size(); i += 2) {
      values.put((String) list.get(i), (String) list.get(i + 1));
    }
    return values;
  }
}
