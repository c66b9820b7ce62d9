package io.redismigration.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClusterKindTest {

  @ParameterizedTest
  @EnumSource
  void isAskedForByItsName(ClusterKind kind) {
    assertThat(ClusterKind.parse(kind.property())).isEqualTo(kind);
  }

  @Test
  void namesAllThereAreToWhoeverAsksForAnother() {
    assertThatThrownBy(() -> ClusterKind.parse("minikube"))
        .hasMessage("-Dcluster=minikube: choose one of auto, kubeconfig, k3s, local, none");
  }
}
