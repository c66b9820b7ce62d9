package io.redismigration.api.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.redismigration.api.v1alpha1.Formats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What annotations cannot say about a schema. */
final class SchemaFinish {
  /** Of a Kubernetes quantity, as the API server's own generated schemas have it. */
  private static final String QUANTITY =
      "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]"
          + "|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

  /** The server's own message of a pattern is the pattern. */
  private static final Map<String, String> HINTS =
      Map.of(
          Formats.DURATION, "is not a duration: write it like 30s, 200ms or 1h30m",
          Formats.BYTES, "is not a size: write it like 512Mi or 10Gi",
          Formats.NAME,
              "is no name of a Kubernetes object: use lower-case letters, digits, - and .",
          Formats.SECRET_KEY, "is no key of a Secret: use letters, digits, -, _ and .");

  /** Name that leaves room for the names of tasks, pods and labels made of it. */
  static final int LONGEST_NAME = 40;

  private SchemaFinish() {}

  /** Completes a schema and all below it. */
  static void complete(ObjectNode schema) {
    List<String> names = new ArrayList<>();
    schema.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      JsonNode value = schema.get(name);
      if (value.isDouble() && value.doubleValue() == Math.rint(value.doubleValue())) {
        schema.put(name, value.longValue());
      }
    }
    if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
      schema.put("type", "object");
    }
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      schema.put("pattern", QUANTITY).put("maxLength", 32);
    }
    if (Formats.TIME.equals(schema.path("pattern").asText())) {
      schema.put("format", "date-time");
    }
    String hint = HINTS.get(schema.path("pattern").asText());
    if (hint != null) {
      schema
          .putArray("x-kubernetes-validations")
          .addObject()
          .put("rule", "self.matches(r'" + schema.get("pattern").asText() + "')")
          .put("message", hint);
    }
    if (schema.path("properties").has("conditions")) {
      ((ObjectNode) schema.get("properties")).set("conditions", conditions(schema));
    }
    schema.path("properties").forEach(child -> complete((ObjectNode) child));
    completeIfPresent(schema.get("items"));
    completeIfPresent(schema.get("additionalProperties"));
    if (schema.path("default").isObject()) {
      fillDefault(schema);
    }
  }

  /** A block's default is held against its rules as it stands, before its fields' defaults. */
  private static void fillDefault(ObjectNode block) {
    ObjectNode whole = block.putObject("default");
    block
        .get("properties")
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue().get("default");
              if (value != null) {
                whole.set(field.getKey(), value.deepCopy());
              }
            });
  }

  private static void completeIfPresent(JsonNode schema) {
    if (schema != null) {
      complete((ObjectNode) schema);
    }
  }

  /** Adds what needs the name or both the spec and the status. */
  static void addRootRules(ObjectNode root) {
    ArrayNode rules = root.putArray("x-kubernetes-validations");
    rules
        .addObject()
        .put("rule", "oldSelf.hasValue() || size(self.metadata.name) <= " + LONGEST_NAME)
        .put("optionalOldSelf", true)
        .put(
            "message",
            "metadata.name is longer than %d characters: names of tasks and pods are made of it"
                .formatted(LONGEST_NAME));
    for (EditTable.Row row : EditTable.guarded()) {
      Map<String, String> rule = row.rule();
      ObjectNode written = rules.addObject();
      List.of("rule", "message", "reason", "fieldPath")
          .forEach(name -> written.put(name, rule.get(name)));
    }
  }

  /** As Kubernetes' own types declare conditions: a map by type, so that writers do not collide. */
  private static ObjectNode conditions(ObjectNode parent) {
    ObjectNode list = (ObjectNode) parent.at("/properties/conditions").deepCopy();
    list.put("x-kubernetes-list-type", "map").putArray("x-kubernetes-list-map-keys").add("type");
    ObjectNode item = (ObjectNode) list.get("items");
    ObjectNode fields = item.putObject("properties");
    text(fields, "lastTransitionTime", "When the status last changed.").put("format", "date-time");
    text(fields, "message", "One sentence for people.").put("maxLength", 32768);
    fields
        .putObject("observedGeneration")
        .put("description", "Generation of the spec this condition speaks of.")
        .put("minimum", 0)
        .put("type", "integer");
    text(fields, "reason", "One word for programs.")
        .put("maxLength", 1024)
        .put("minLength", 1)
        .put("pattern", "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$");
    text(fields, "status", "True, False or Unknown.")
        .putArray("enum")
        .add("True")
        .add("False")
        .add("Unknown");
    text(fields, "type", "Name of the condition.").put("maxLength", 316).put("minLength", 1);
    item.putArray("required")
        .add("lastTransitionTime")
        .add("message")
        .add("reason")
        .add("status")
        .add("type");
    return list;
  }

  private static ObjectNode text(ObjectNode fields, String name, String description) {
    return fields.putObject(name).put("description", description).put("type", "string");
  }
}
