package io.redismigration.e2e.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.redismigration.testkit.kubernetes.Kubernetes;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The chart in this checkout, rendered by helm. */
record Chart(Kubernetes kubernetes) {

  static final Path DIRECTORY =
      Path.of(System.getProperty("project.root"), "helm", "redis-migration-operator");

  /** What {@code helm template} makes of it, as release {@code story} in namespace {@code ops}. */
  List<HasMetadata> rendered(String... settings) {
    List<String> words =
        new ArrayList<>(List.of("template", "story", DIRECTORY.toString(), "--namespace", "ops"));
    words.addAll(
        List.of("--kube-version", kubernetes.client().getKubernetesVersion().getGitVersion()));
    for (String setting : settings) {
      words.addAll(List.of("--set", setting));
    }
    String yaml = kubernetes.helm(words.toArray(String[]::new));
    return kubernetes
        .client()
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .items();
  }
}
