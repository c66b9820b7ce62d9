package io.redismigration.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema a cluster would be given. */
class RedisMigrationSchemaTest {
  private CustomResourceDefinition definition;

  @BeforeEach
  void generate(@TempDir Path directory) throws IOException {
    new CRDGenerator()
        .inOutputDir(directory.toFile())
        .customResourceClasses(RedisMigration.class)
        .generate();
    String yaml = Files.readString(directory.resolve("redismigrations.redismigration.io-v1.yml"));
    definition = new KubernetesSerialization().unmarshal(yaml, CustomResourceDefinition.class);
  }

  @Test
  void carriesTheNamesUsersType() {
    assertThat(definition.getMetadata().getName()).isEqualTo("redismigrations.redismigration.io");
    assertThat(definition.getSpec().getNames().getShortNames()).containsExactly("rmig");
    assertThat(definition.getSpec().getNames().getCategories()).containsExactly("redis");
    assertThat(definition.getSpec().getScope()).isEqualTo("Namespaced");
  }

  @Test
  void describesEveryField() {
    List<String> undescribed = new ArrayList<>();
    JSONSchemaProps root =
        definition.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
    collectUndescribed("spec", root.getProperties().get("spec"), undescribed);
    collectUndescribed("status", root.getProperties().get("status"), undescribed);
    assertThat(undescribed).isEmpty();
  }

  @Test
  void spellsItsConstantsAsTheDesignDoes() {
    JSONSchemaProps spec =
        definition
            .getSpec()
            .getVersions()
            .get(0)
            .getSchema()
            .getOpenAPIV3Schema()
            .getProperties()
            .get("spec");
    assertThat(spec.getProperties().get("source").getProperties().get("topology").getEnum())
        .extracting(node -> node.asText())
        .containsExactlyInAnyOrder("Auto", "Standalone", "Sentinel", "Cluster");
    assertThat(spec.getProperties().get("cutover").getProperties().get("timeout").getType())
        .isEqualTo("string");
    assertThat(spec.getRequired()).containsExactlyInAnyOrder("source", "target");
  }

  @Test
  void givesCommandsNoDefault() {
    JSONSchemaProps spec =
        definition
            .getSpec()
            .getVersions()
            .get(0)
            .getSchema()
            .getOpenAPIV3Schema()
            .getProperties()
            .get("spec");
    assertThat(List.of("suspend", "cancel"))
        .allSatisfy(name -> assertThat(spec.getProperties().get(name).getDefault()).isNull());
    assertThat(spec.getProperties().get("cutover").getProperties().get("confirm").getDefault())
        .isNull();
  }

  private static void collectUndescribed(
      String path, JSONSchemaProps schema, List<String> undescribed) {
    if (schema.getProperties() == null) {
      return;
    }
    schema
        .getProperties()
        .forEach(
            (name, child) -> {
              String childPath = path + "." + name;
              if (path.contains("conditions")) {
                return;
              }
              if (child.getDescription() == null || child.getDescription().isBlank()) {
                undescribed.add(childPath);
              }
              collectUndescribed(childPath, child, undescribed);
              if (child.getItems() != null && child.getItems().getSchema() != null) {
                collectUndescribed(childPath + "[]", child.getItems().getSchema(), undescribed);
              }
            });
  }
}
