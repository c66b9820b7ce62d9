package io.redismigration.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.redismigration.api.v1alpha1.RedisMigrationSpec;
import io.redismigration.migration.model.MigrationSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The published definition and the manifests it was tested with against a real API server: what it
 * refuses and what it fills in.
 */
public final class PublishedSchema {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path MANIFESTS = ROOT.resolve("operator/api/src/test/resources/manifests");

  private final JsonNode root =
      read(ROOT.resolve("crds/redismigrations.redismigration.io.yaml"))
          .at("/spec/versions/0/schema/openAPIV3Schema");

  /** A spec with every field there is. */
  public ObjectNode complete() {
    return spec("valid-complete.yaml");
  }

  /** The spec of a manifest. */
  ObjectNode spec(String manifest) {
    return (ObjectNode) read(MANIFESTS.resolve(manifest)).get("spec");
  }

  /** A merge patch of {@link #complete} for every field. */
  public JsonNode edits() {
    return read(MANIFESTS.resolve("edits.yaml"));
  }

  /** Merge patches that say the same in other words. */
  public JsonNode same() {
    return read(MANIFESTS.resolve("same.yaml"));
  }

  /** The rules that refuse an edit of the field in that phase, by the paths they guard. */
  public List<String> guardedIn(String phase, String field) {
    List<String> paths = new ArrayList<>();
    for (JsonNode rule : root.get("x-kubernetes-validations")) {
      String guarded = rule.path("fieldPath").asText();
      if (rule.path("reason").asText().equals("FieldValueForbidden")
          && rule.get("rule").asText().contains("'" + phase + "'")
          && (".spec." + field + ".").startsWith(guarded + ".")) {
        paths.add(guarded);
      }
    }
    return paths;
  }

  /** The spec as the API server stores it. */
  ObjectNode withDefaults(ObjectNode spec) {
    ObjectNode filled = spec.deepCopy();
    fill(filled, root.at("/properties/spec"));
    return filled;
  }

  private static void fill(ObjectNode value, JsonNode schema) {
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              if (!value.has(field.getKey()) && field.getValue().has("default")) {
                value.set(field.getKey(), field.getValue().get("default").deepCopy());
              }
              if (value.get(field.getKey()) instanceof ObjectNode child) {
                fill(child, field.getValue());
              }
            });
  }

  /** As the planner sees it. */
  public MigrationSpec map(JsonNode spec) {
    try {
      MappedSpec mapped = SpecMapper.map(YAML.treeToValue(spec, RedisMigrationSpec.class));
      assertThat(mapped.problems()).isEmpty();
      return mapped.spec();
    } catch (JsonProcessingException unreadable) {
      throw new IllegalArgumentException(spec.toString(), unreadable);
    }
  }

  /** JSON merge patch (RFC 7386). */
  public static JsonNode merge(JsonNode value, JsonNode patch) {
    if (!patch.isObject()) {
      return patch;
    }
    ObjectNode merged = value instanceof ObjectNode object ? object : YAML.createObjectNode();
    patch
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                merged.remove(field.getKey());
              } else {
                merged.set(field.getKey(), merge(merged.path(field.getKey()), field.getValue()));
              }
            });
    return merged;
  }

  private static JsonNode read(Path file) {
    try {
      return YAML.readTree(file.toFile());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
