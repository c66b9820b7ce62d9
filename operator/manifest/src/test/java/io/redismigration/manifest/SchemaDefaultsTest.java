package io.redismigration.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the API server fills in is what the planner takes for absent: both ways in mean the same.
 */
class SchemaDefaultsTest {
  private final PublishedSchema published = new PublishedSchema();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "valid-minimal.yaml",
        "valid-empty-blocks.yaml",
        "valid-scheduled.yaml",
        "valid-clusters.yaml",
        "valid-complete.yaml"
      })
  void aManifestMeansTheSameInAClusterAndWithoutOne(String manifest) {
    assertThat(published.map(published.withDefaults(published.spec(manifest))))
        .isEqualTo(published.map(published.spec(manifest)));
  }
}
