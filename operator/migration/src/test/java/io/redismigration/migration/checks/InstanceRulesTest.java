package io.redismigration.migration.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.InstanceRef;
import io.redismigration.migration.model.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstanceRulesTest {
  private static final InstanceRef NAMED = new InstanceRef("StatefulSet", "redis-old");
  private static final InstanceFacts RUNNING =
      new InstanceFacts(true, null, List.of("10.0.0.7", "10.96.0.7"));

  @Test
  void nothingNamedIsNotApplicable() {
    assertThat(InstanceRules.of(Side.SOURCE, null, null, List.of("10.0.0.7")))
        .extracting(CheckResult::outcome)
        .containsExactly(CheckOutcome.NOT_APPLICABLE, CheckOutcome.NOT_APPLICABLE);
  }

  @Test
  void oneThatRunsBehindTheEndpointPasses() {
    assertThat(InstanceRules.of(Side.TARGET, NAMED, RUNNING, List.of("10.96.0.7")))
        .extracting(CheckResult::name, CheckResult::outcome)
        .containsExactly(
            tuple("TargetInstanceRunning", CheckOutcome.PASSED),
            tuple("TargetInstanceAddress", CheckOutcome.PASSED));
  }

  @Test
  void oneThatIsNotThereFailsAndBlocksItsAddress() {
    List<CheckResult> results =
        InstanceRules.of(Side.SOURCE, NAMED, InstanceFacts.absent(), List.of("10.0.0.7"));

    assertThat(results)
        .extracting(CheckResult::outcome)
        .containsExactly(CheckOutcome.FAILED, CheckOutcome.BLOCKED);
    assertThat(results.get(0).message()).contains("there is no StatefulSet redis-old");
    assertThat(results.get(0).suggestion()).contains("spec.source.instanceRef");
  }

  @Test
  void oneThatIsNotReadySaysWhy() {
    InstanceFacts seen = new InstanceFacts(true, "none of its 2 pods is ready", List.of());

    CheckResult running = InstanceRules.of(Side.SOURCE, NAMED, seen, List.of("10.0.0.7")).get(0);

    assertThat(running.outcome()).isEqualTo(CheckOutcome.FAILED);
    assertThat(running.message()).contains("none of its 2 pods");
    assertThat(running.suggestion()).contains("kubectl describe statefulset redis-old");
  }

  @Test
  void anEndpointThatLeadsElsewhereFailsAndMayBeIgnored() {
    CheckResult address =
        InstanceRules.of(Side.SOURCE, NAMED, RUNNING, List.of("192.0.2.1")).get(1);

    assertThat(address.outcome()).isEqualTo(CheckOutcome.FAILED);
    assertThat(address.message()).contains("192.0.2.1").contains("10.0.0.7, 10.96.0.7");
    assertThat(Checks.ignoring(List.of(address), List.of("SourceInstanceAddress")))
        .extracting(CheckResult::outcome)
        .containsExactly(CheckOutcome.IGNORED);
  }

  @Test
  void anEndpointWithoutAnAddressIsNotJudged() {
    CheckResult address = InstanceRules.of(Side.SOURCE, NAMED, RUNNING, List.of()).get(1);

    assertThat(address.outcome()).isEqualTo(CheckOutcome.BLOCKED);
    assertThat(address.message()).contains("SourceResolves");
  }
}
