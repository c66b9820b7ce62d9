package io.redismigration.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorSettingsTest {
  private static final Map<String, String> POD =
      Map.of("POD_NAMESPACE", "ops", "POD_NAME", "operator-1");

  private static OperatorSettings with(String variable, String value) {
    Map<String, String> environment = new HashMap<>(POD);
    environment.put(variable, value);
    return OperatorSettings.from(environment);
  }

  @Test
  void watchesEverythingWithItsOwnImageUnlessTold() {
    OperatorSettings settings = OperatorSettings.from(POD);

    assertThat(settings.watched()).isEmpty();
    assertThat(settings.workerImage()).isNull();
    assertThat(settings.pullSecrets()).isEmpty();
    assertThat(settings.namespace()).isEqualTo("ops");
    assertThat(settings.pod()).isEqualTo("operator-1");
  }

  @Test
  void takesNamesSeparatedByCommas() {
    assertThat(with("WATCH_NAMESPACES", "shop, bank").watched())
        .containsExactlyInAnyOrder("shop", "bank");
    assertThat(with("WORKER_PULL_SECRETS", "registry, mirror,").pullSecrets())
        .containsExactly("registry", "mirror");
    assertThat(with("WORKER_PULL_SECRETS", "").pullSecrets()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POD_NAMESPACE", "POD_NAME"})
  void namesTheVariableThatIsMissing(String variable) {
    assertThatThrownBy(() -> with(variable, " "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(variable + " is not set");
  }
}
