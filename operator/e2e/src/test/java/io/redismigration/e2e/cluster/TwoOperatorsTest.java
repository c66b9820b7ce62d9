package io.redismigration.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.redismigration.api.v1alpha1.CheckResult;
import io.redismigration.api.v1alpha1.Phase;
import io.redismigration.api.v1alpha1.RedisMigrationStatus;
import io.redismigration.testkit.data.Dataset;
import io.redismigration.testkit.kubernetes.NeedsKubernetes;
import io.redismigration.testkit.kubernetes.PodSecurity;
import io.redismigration.testkit.kubernetes.TestNamespace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Two operators that know nothing of each other, each with a namespace of its own: what they agree
 * on lies on the servers.
 */
@NeedsKubernetes
@Isolated("the operator of the other stories, which watches every namespace, stands aside")
class TwoOperatorsTest {

  @RegisterExtension final Stage stage = new Stage();
  private TestNamespace elsewhere;
  private OperatorRelease ours;
  private OperatorRelease theirs;
  private LiveMigration first;
  private LiveMigration second;

  @BeforeEach
  void anOperatorForEachNamespace() {
    stage.between("7.0", "newest").withSecret(Stage.PASSWORD);
    Dataset.seeded(1).keys(500).loadInto(stage.source());
    elsewhere = stage.kubernetes().newNamespace("elsewhere", PodSecurity.RESTRICTED);
    secretElsewhere();
    stage.operator().scaleTo(0);
    ours = OperatorRelease.install("watchNamespaces={%s}".formatted(stage.namespace()));
    theirs = OperatorRelease.install("watchNamespaces={%s}".formatted(elsewhere.name()));
    first = stage.migration("first");
    second = new LiveMigration(stage.kubernetes(), elsewhere.name(), "second");
  }

  @AfterEach
  void oneOperatorForAll() {
    ours.close();
    theirs.close();
    stage.operator().scaleTo(1);
    second.delete("background");
    second.awaitGone();
    elsewhere.close();
  }

  @Test
  void oneTargetIsClaimedByOneMigrationWhateverItsNameIs() {
    first.apply(stage.manifest());
    first.await(Phase.Streaming);
    stage.service("another-name", 6379, stage.target());
    String name = "another-name.%s.svc:6379".formatted(stage.namespace());

    second.apply(stage.manifest().set("spec.target.endpoints", List.of(name)));

    RedisMigrationStatus refused = second.await(Phase.Failed);
    assertThat(refused.checks())
        .filteredOn(check -> check.name().equals("TargetNotClaimed"))
        .singleElement()
        .satisfies(check -> assertThat(check.result()).isEqualTo(CheckResult.Failed));
    assertThat(first.status().phase()).isEqualTo(Phase.Streaming);
    assertThat(ours.log())
        .contains(field(stage.namespace()))
        .doesNotContain(field(elsewhere.name()));
    assertThat(theirs.log())
        .contains(field(elsewhere.name()))
        .doesNotContain(field(stage.namespace()));
  }

  /** In log lines about migrations of that namespace. */
  private static String field(String namespace) {
    return "\"namespace\":\"%s\"".formatted(namespace);
  }

  private void secretElsewhere() {
    stage
        .kubernetes()
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(Stage.SECRET)
                .withNamespace(elsewhere.name())
                .endMetadata()
                .withStringData(Map.of("password", Stage.PASSWORD))
                .build())
        .create();
  }
}
