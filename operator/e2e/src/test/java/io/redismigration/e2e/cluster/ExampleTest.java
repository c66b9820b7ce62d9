package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.data.Oracle;
import io.redismigration.testkit.kubernetes.NeedsKubernetes;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands of {@code examples/kubernetes/README.md}, in their order. */
@NeedsKubernetes
class ExampleTest {

  private static final Path EXAMPLE =
      Path.of(System.getProperty("project.root"), "examples", "kubernetes", "migration.yaml");

  @RegisterExtension final Stage stage = new Stage();

  @Test
  void itsCommandsMoveTheData() {
    stage.between("6.2", "newest");
    Dataset.seeded(1).keys(1_000).loadInto(stage.source());
    stage.service("redis-old", 6379, stage.source());
    stage.service("redis-new", 6379, stage.target());
    LiveMigration migration = stage.migration("orders");

    kubectl(
        "create", "secret", "generic", "redis-old", "--from-literal=password=" + Stage.PASSWORD);
    kubectl(
        "create", "secret", "generic", "redis-new", "--from-literal=password=" + Stage.PASSWORD);
    kubectl("apply", "-f", EXAMPLE.toString());
    kubectl("wait", "rmig", "orders", "--for=condition=CutoverReady", "--timeout=110s");
    String token = kubectl("get", "rmig", "orders", "-o", "jsonpath={.status.cutover.token}");
    migration.patch("{\"spec\":{\"cutover\":{\"confirm\":\"%s\"}}}".formatted(token));
    kubectl("wait", "rmig", "orders", "--for=condition=Succeeded", "--timeout=110s");

    assertThat(kubectl("get", "rmig", "orders", "-o", "jsonpath={.status.cutover.openSource}"))
        .startsWith("redis-cli -h redis-old -p 6379 ");
    Oracle.awaitSameData(stage.source(), stage.target(), LiveMigration.LIMIT);
    kubectl("delete", "rmig", "orders");
  }

  private String kubectl(String verb, String... arguments) {
    String[] words = new String[arguments.length + 3];
    words[0] = verb;
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    words[words.length - 2] = "--namespace";
    words[words.length - 1] = stage.namespace();
    return stage.kubernetes().kubectl(words);
  }
}
