package io.redismigration.testkit.kubernetes;

import java.util.Locale;
import java.util.Map;

/** The Pod Security Standard that a namespace enforces. */
public enum PodSecurity {
  PRIVILEGED,
  BASELINE,
  RESTRICTED;

  Map<String, String> labels() {
    return Map.of("pod-security.kubernetes.io/enforce", name().toLowerCase(Locale.ROOT));
  }
}
