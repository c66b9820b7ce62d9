package io.redismigration.controller.switchover;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.redismigration.migration.checks.SwitchoverFacts.Reconciler;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconcilersTest {

  @Test
  void anObjectOfNobodyIsOfNobody() {
    assertThat(
            Reconcilers.of(new ObjectMetaBuilder().withLabels(Map.of("app", "redis-old")).build()))
        .isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "argocd.argoproj.io/instance, ARGO_CD",
    "kustomize.toolkit.fluxcd.io/name, FLUX",
    "helm.toolkit.fluxcd.io/name, FLUX"
  })
  void aLabelTells(String label, Reconciler who) {
    assertThat(Reconcilers.of(new ObjectMetaBuilder().withLabels(Map.of(label, "shop")).build()))
        .isEqualTo(who);
  }

  @ParameterizedTest
  @CsvSource({"argocd.argoproj.io/tracking-id, ARGO_CD", "meta.helm.sh/release-name, HELM"})
  void anAnnotationTells(String annotation, Reconciler who) {
    assertThat(
            Reconcilers.of(
                new ObjectMetaBuilder().withAnnotations(Map.of(annotation, "shop")).build()))
        .isEqualTo(who);
  }

  @ParameterizedTest
  @CsvSource({"argocd-controller, ARGO_CD", "kustomize-controller, FLUX", "kubectl,"})
  void whoWritesItTells(String manager, Reconciler who) {
    assertThat(
            Reconcilers.of(
                new ObjectMetaBuilder()
                    .withManagedFields(new ManagedFieldsEntryBuilder().withManager(manager).build())
                    .build()))
        .isEqualTo(who);
  }
}
