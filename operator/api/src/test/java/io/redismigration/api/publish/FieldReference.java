package io.redismigration.api.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.redismigration.api.v1alpha1.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The reference people read: every field, when it may be edited, what is refused. */
final class FieldReference {
  private static final String INTRODUCTION =
      """
      # The API: `redismigration.io/v1alpha1`

      `RedisMigration` (`kubectl get rmig`) is what people write. `RedisMigrationTask` (`kubectl get rmtask`) is internal:
      one per worker, written by the operator and that worker alone.

      ```sh
      kubectl apply --server-side -f crds/redismigrations.redismigration.io.yaml -f crds/redismigrationtasks.redismigration.io.yaml
      ```

      This file and the definitions beside it are generated from `operator/api`; a test compares them.
      To write them anew: `mvn -pl operator/api test -Dcrds.write`.

      Durations are written `200ms`, `60s`, `1h30m`; sizes `0`, `1048576`, `512Mi`, `1G`; times as RFC 3339,
      `2030-01-31T22:00:00Z`; endpoints `host:port`, an IPv6 address in brackets.

      """;

  private static final String EDITING =
      """
      ## When a field may be edited

      *free*: validated anew · *live*: acts at once · *next pod*: read by the next worker pod · *refused*: by the API server ·
      *command*: acts where `status.allowedActions` names it, is passed over elsewhere, and is never an error · –: taken,
      without effect.

      """;

  private static final String LIMITS =
      """

      ## What is refused

      Besides types, constants and limits of the tables above:

      """;

  private static final String BEYOND =
      """

      What a schema cannot see is found by the checks of `Validating` (`status.checks`): whether Secrets and objects exist,
      whether a field's feature is there yet (`NotSupportedYet`), whether two names mean one server.

      """;

  private final ObjectNode migrations;
  private final ObjectNode tasks;

  FieldReference(ObjectNode migrations, ObjectNode tasks) {
    this.migrations = Definitions.schema(migrations);
    this.tasks = Definitions.schema(tasks);
  }

  String text() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    text.append("## `RedisMigration.spec`\n\n");
    fields(migrations.at("/properties/spec"), text);
    text.append('\n').append(EDITING);
    editing(text);
    text.append(LIMITS);
    messages(migrations).forEach(message -> text.append("* ").append(message).append('\n'));
    text.append(BEYOND).append("## `RedisMigration.status`\n\n");
    fields(migrations.at("/properties/status"), text);
    text.append("\n## `RedisMigrationTask.spec`\n\n");
    fields(tasks.at("/properties/spec"), text);
    text.append("\n## `RedisMigrationTask.status`\n\n");
    fields(tasks.at("/properties/status"), text);
    return text.toString();
  }

  private static void fields(JsonNode schema, StringBuilder text) {
    text.append("| field | type | default | limits | |\n| --- | --- | --- | --- | --- |\n");
    rows("", schema, text);
  }

  private static void rows(String path, JsonNode schema, StringBuilder text) {
    Set<String> required = new LinkedHashSet<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              String name = path + field.getKey();
              JsonNode child = field.getValue();
              text.append(
                  "| `%s`%s | %s | %s | %s | %s |\n"
                      .formatted(
                          name,
                          required.contains(field.getKey()) ? " (required)" : "",
                          type(child),
                          defaultOf(child),
                          limits(child),
                          child.path("description").asText()));
              boolean list = child.has("items");
              rows(name + (list ? "[]." : "."), list ? child.get("items") : child, text);
            });
  }

  private static String type(JsonNode schema) {
    if (schema.has("enum")) {
      return Arrays.stream(texts(schema.get("enum")))
          .map(constant -> "`" + constant + "`")
          .collect(Collectors.joining(" "));
    }
    if (schema.has("items")) {
      return "list of " + type(schema.get("items"));
    }
    if (schema.has("additionalProperties")) {
      return "map of " + type(schema.get("additionalProperties"));
    }
    return schema.path("x-kubernetes-int-or-string").asBoolean()
        ? "quantity"
        : schema.path("type").asText();
  }

  private static String defaultOf(JsonNode schema) {
    JsonNode value = schema.get("default");
    return value == null || value.isObject() ? "" : "`" + value.asText() + "`";
  }

  private static String limits(JsonNode schema) {
    List<String> limits = new ArrayList<>();
    range(schema, "minimum", "maximum", "", limits);
    range(schema, "minLength", "maxLength", " characters", limits);
    range(schema, "minItems", "maxItems", " entries", limits);
    range(schema, "minProperties", "maxProperties", " entries", limits);
    if (schema.has("items")) {
      String each = limits(schema.get("items"));
      if (!each.isEmpty()) {
        limits.add("each " + each);
      }
    }
    return String.join("; ", limits);
  }

  private static void range(
      JsonNode schema, String min, String max, String unit, List<String> limits) {
    if (schema.has(min) && schema.has(max)) {
      limits.add(schema.get(min).asText() + " to " + schema.get(max).asText() + unit);
    } else if (schema.has(max)) {
      limits.add("at most " + schema.get(max).asText() + unit);
    } else if (schema.has(min)) {
      limits.add("at least " + schema.get(min).asText() + unit);
    }
  }

  private static void editing(StringBuilder text) {
    Phase[] phases = Phase.values();
    text.append("| field | ");
    text.append(Arrays.stream(phases).map(Phase::name).collect(Collectors.joining(" | ")));
    text.append(" |\n| --- |").append(" --- |".repeat(phases.length)).append('\n');
    for (EditTable.Row row : EditTable.rows()) {
      text.append("| `").append(row.path()).append("` | ");
      text.append(Arrays.stream(phases).map(row.editing()::in).collect(Collectors.joining(" | ")));
      text.append(" |\n");
    }
  }

  /** What the rules say, each once, without those of the table above. */
  private static Set<String> messages(JsonNode schema) {
    Set<String> messages = new LinkedHashSet<>();
    schema
        .path("x-kubernetes-validations")
        .forEach(
            rule -> {
              if (!rule.path("reason").asText().equals("FieldValueForbidden")) {
                messages.add(rule.get("message").asText());
              }
            });
    schema.path("properties").forEach(child -> messages.addAll(messages(child)));
    for (String below : List.of("items", "additionalProperties")) {
      if (schema.has(below)) {
        messages.addAll(messages(schema.get(below)));
      }
    }
    return messages;
  }

  private static String[] texts(JsonNode array) {
    String[] texts = new String[array.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = array.get(i).asText();
    }
    return texts;
  }
}
