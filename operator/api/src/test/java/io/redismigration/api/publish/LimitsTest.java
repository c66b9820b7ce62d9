package io.redismigration.api.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing in an object can grow without bound, and nothing is left unexplained. */
class LimitsTest {
  private final List<String> unlimited = new ArrayList<>();
  private final List<String> undescribed = new ArrayList<>();

  @Test
  void everyStringListAndMapHasAMaximumAndEveryFieldADescription() {
    look("RedisMigration", Definitions.schema(new Definitions().migrations()));
    look("RedisMigrationTask", Definitions.schema(new Definitions().tasks()));

    assertThat(unlimited).isEmpty();
    assertThat(undescribed).isEmpty();
  }

  private void look(String path, JsonNode schema) {
    boolean limited =
        switch (schema.path("type").asText()) {
          case "string" -> schema.has("enum") || schema.has("maxLength") || schema.has("format");
          case "array" -> schema.has("maxItems");
          case "object" -> !schema.has("additionalProperties") || schema.has("maxProperties");
          default -> true;
        };
    if (!limited) {
      unlimited.add(path);
    }
    schema
        .path("properties")
        .properties()
        .forEach(field -> lookAtField(path, field.getKey(), field.getValue()));
    if (schema.get("items") instanceof ObjectNode items) {
      look(path + "[]", items);
    }
    if (schema.get("additionalProperties") instanceof ObjectNode values) {
      look(path + "{}", values);
    }
  }

  private void lookAtField(String parent, String name, JsonNode schema) {
    String path = parent + "." + name;
    if (schema.path("description").asText().isBlank()) {
      undescribed.add(path);
    }
    look(path, schema);
  }
}
