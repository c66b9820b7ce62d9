package io.redismigration.testkit.kubernetes;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which Kubernetes the tests take: system property {@code cluster}, {@code auto} unless set. */
public enum ClusterKind {
  /** K3s where Docker runs it, else local. */
  AUTO,
  /** The user's own, by {@code KUBECONFIG} or {@code ~/.kube/config}; only ever on request. */
  KUBECONFIG,
  /** K3s in a container, by Testcontainers. */
  K3S,
  /** Built from Go modules, on this machine. */
  LOCAL,
  /** None: tests that need one are left out, and say so. */
  NONE;

  /** The one asked for. */
  public static ClusterKind wanted() {
    String set = System.getProperty("cluster", "").strip();
    return set.isEmpty() ? AUTO : parse(set);
  }

  static ClusterKind parse(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.property().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "-Dcluster="
                        + name
                        + ": choose one of "
                        + Arrays.stream(values())
                            .map(ClusterKind::property)
                            .collect(Collectors.joining(", "))));
  }

  /** Its name as a value of the property. */
  public String property() {
    return name().toLowerCase(Locale.ROOT);
  }
}
