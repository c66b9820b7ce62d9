package io.redismigration.api.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.api.v1alpha1.RedisMigrationTask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The two CustomResourceDefinitions: what the generator makes of the annotated types, and what
 * {@link SchemaFinish} adds that annotations cannot say.
 */
final class Definitions {
  private static final String HEADER =
      "# Generated from operator/api. To write it anew: mvn -pl operator/api test -Dcrds.write\n";

  private final YAMLMapper yaml =
      new YAMLMapper(
          YAMLFactory.builder()
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .build());

  /** The definition of migrations. */
  ObjectNode migrations() {
    ObjectNode definition = definition(RedisMigration.class);
    describe(
        schema(definition),
        "A live Redis moved to another one.",
        "What people write.",
        "What the operator reports.");
    SchemaFinish.addRootRules(schema(definition));
    return definition;
  }

  /** The definition of tasks. */
  ObjectNode tasks() {
    ObjectNode definition = definition(RedisMigrationTask.class);
    describe(
        schema(definition),
        "One worker's share of a RedisMigration. Internal: written by the operator and that"
            + " worker.",
        "What the operator orders.",
        "What the worker reports.");
    return definition;
  }

  private static void describe(ObjectNode root, String whole, String spec, String status) {
    root.put("description", whole);
    ((ObjectNode) root.at("/properties/spec")).put("description", spec);
    ((ObjectNode) root.at("/properties/status")).put("description", status);
  }

  /** As published. */
  String text(ObjectNode definition) {
    try {
      return HEADER + yaml.writeValueAsString(definition);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a definition is a tree", impossible);
    }
  }

  /** The schema of the only version. */
  static ObjectNode schema(ObjectNode definition) {
    return (ObjectNode) definition.at("/spec/versions/0/schema/openAPIV3Schema");
  }

  private ObjectNode definition(Class<? extends HasMetadata> type) {
    ObjectNode definition = generated(type);
    ((ObjectNode) definition.get("metadata"))
        .putObject("annotations")
        .put(
            RedisMigration.SCHEMA_VERSION_ANNOTATION,
            Integer.toString(RedisMigration.SCHEMA_VERSION));
    orderColumns(type, (ObjectNode) definition.at("/spec/versions/0"));
    SchemaFinish.complete(schema(definition));
    schema(definition).putArray("required").add("spec");
    return definition;
  }

  private ObjectNode generated(Class<? extends HasMetadata> type) {
    Map<String, ByteArrayOutputStream> written = new TreeMap<>();
    try (InMemory output = new InMemory(written)) {
      new CRDGenerator().withOutput(output).customResourceClasses(List.of(type)).generate();
      String text = written.values().iterator().next().toString(StandardCharsets.UTF_8);
      return (ObjectNode) yaml.readTree(text);
    } catch (IOException impossible) {
      throw new UncheckedIOException("nothing is written to a disk here", impossible);
    }
  }

  /** The generator sorts columns by their JSON path; people read them in the order annotated. */
  private static void orderColumns(Class<?> type, ObjectNode version) {
    Map<String, JsonNode> columns = new TreeMap<>();
    version.get("additionalPrinterColumns").forEach(c -> columns.put(c.get("name").asText(), c));
    var ordered = version.putArray("additionalPrinterColumns");
    Arrays.stream(type.getAnnotationsByType(AdditionalPrinterColumn.class))
        .forEach(column -> ordered.add(columns.get(column.name())));
  }

  /** Where the generator writes to. */
  private record InMemory(Map<String, ByteArrayOutputStream> written)
      implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {
    @Override
    public ByteArrayOutputStream outputFor(String name) {
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      written.put(name, stream);
      return stream;
    }

    @Override
    public java.net.URI crdURI(String name) {
      return java.net.URI.create("file:///" + name);
    }

    @Override
    public void close() {
      written.clear();
    }
  }
}
