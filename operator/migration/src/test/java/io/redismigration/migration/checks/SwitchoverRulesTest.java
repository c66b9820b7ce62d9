package io.redismigration.migration.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.redismigration.migration.checks.SwitchoverFacts.Reconciler;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.SwitchedObject;
import io.redismigration.migration.model.SwitchoverSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwitchoverRulesTest {
  private static final SwitchoverSpec WANTED =
      new SwitchoverSpec(
          "orders-switch",
          new SwitchoverSpec.OfService("orders-redis", Map.of("app", "new"), null),
          null,
          new SwitchoverSpec.OfSecret("orders", Map.of("host", "redis-new"), true));

  @Test
  void noneAskedForIsNotApplicable() {
    assertThat(SwitchoverRules.of(null, false, null))
        .extracting(CheckResult::name, CheckResult::outcome)
        .containsExactly(
            tuple("SwitchoverObjects", CheckOutcome.NOT_APPLICABLE),
            tuple("SwitchoverAllowed", CheckOutcome.NOT_APPLICABLE),
            tuple("SwitchoverManaged", CheckOutcome.NOT_APPLICABLE));
  }

  @Test
  void objectsThatAreThereAndMayBePatchedPass() {
    assertThat(SwitchoverRules.of(WANTED, true, seen(true, null, true, null)))
        .extracting(CheckResult::outcome)
        .containsOnly(CheckOutcome.PASSED);
  }

  @Test
  void anObjectThatCannotBeRepointedSaysWhy() {
    CheckResult objects =
        SwitchoverRules.of(WANTED, true, seen(true, "has no selector", true, null)).get(0);

    assertThat(objects.outcome()).isEqualTo(CheckOutcome.FAILED);
    assertThat(objects.message()).isEqualTo("Service orders-redis has no selector");
  }

  @Test
  void aPasswordThatNobodyNamedCannotBeCopied() {
    CheckResult objects = SwitchoverRules.of(WANTED, false, seen(true, null, true, null)).get(0);

    assertThat(objects.outcome()).isEqualTo(CheckOutcome.FAILED);
    assertThat(objects.message()).contains("passwordFromTarget");
  }

  @Test
  void anAccountWithoutTheRightIsToldTheExactCommands() {
    CheckResult allowed = SwitchoverRules.of(WANTED, true, seen(true, null, false, null)).get(1);

    assertThat(allowed.outcome()).isEqualTo(CheckOutcome.FAILED);
    assertThat(allowed.message())
        .isEqualTo("ServiceAccount orders-switch may not get and patch Service orders-redis");
    assertThat(allowed.suggestion())
        .contains(
            "kubectl create role orders-switch-service --verb=get,patch --resource=services"
                + " --resource-name=orders-redis",
            "kubectl create rolebinding orders-switch-service")
        .doesNotContain("serviceaccount orders-switch &&", "secrets");
  }

  @Test
  void anAccountThatIsNotThereIsMadeFirst() {
    CheckResult allowed = SwitchoverRules.of(WANTED, true, seen(false, null, false, null)).get(1);

    assertThat(allowed.message()).contains("no ServiceAccount orders-switch");
    assertThat(allowed.suggestion())
        .contains(
            "kubectl create serviceaccount orders-switch && ",
            "--resource=secrets --resource-name=orders",
            "--resource=services --resource-name=orders-redis");
  }

  @ParameterizedTest
  @CsvSource({
    "ARGO_CD, ignoreDifferences",
    "FLUX, kustomize.toolkit.fluxcd.io/reconcile=disabled",
    "HELM, next upgrade"
  })
  void whatWouldLeadClientsBackIsAWarningWithTheWayOut(Reconciler who, String remedy) {
    CheckResult managed = SwitchoverRules.of(WANTED, true, seen(true, null, true, who)).get(2);

    assertThat(managed.outcome()).isEqualTo(CheckOutcome.WARNING);
    assertThat(managed.message()).contains("Service orders-redis is kept by " + who.title());
    assertThat(managed.suggestion()).contains(remedy);
  }

  private static SwitchoverFacts seen(
      boolean account, String problem, boolean allowed, Reconciler who) {
    return new SwitchoverFacts(
        account,
        List.of(
            new SwitchoverFacts.Of(new SwitchedObject.Ref("Secret", "orders"), null, account, null),
            new SwitchoverFacts.Of(
                new SwitchedObject.Ref("Service", "orders-redis"), problem, allowed, who)));
  }
}
