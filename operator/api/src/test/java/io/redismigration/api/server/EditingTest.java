package io.redismigration.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.redismigration.api.publish.EditTable;
import io.redismigration.api.v1alpha1.Phase;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every field edited in every phase: the API server does what the published table says. */
class EditingTest {
  private static final String NAME = "complete";

  private static Published server;

  @BeforeAll
  static void start() {
    server = Published.definitions();
    server.create(Published.manifest("valid-complete.yaml"), "");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void anEditIsTakenOrRefusedAsTheTableSays(Phase phase) {
    server.report(NAME, phase);

    for (Map.Entry<String, JsonNode> edit : Published.manifest("edits.yaml").properties()) {
      EditTable.Row row = EditTable.of(edit.getKey());
      boolean refused = row.editing().refusedIn(phase);

      Optional<String> answer = server.refusalOfEdit(NAME, edit.getValue());

      assertThat(answer.isPresent())
          .as("%s in %s: %s", edit.getKey(), phase, answer)
          .isEqualTo(refused);
      if (refused) {
        assertThat(answer).hasValueSatisfying(said -> assertThat(said).contains(row.message()));
      }
    }
  }

  @Test
  void anotherWayToSayTheSameIsNoEdit() {
    server.report(NAME, Phase.Streaming);

    for (Map.Entry<String, JsonNode> same : Published.manifest("same.yaml").properties()) {
      assertThat(server.refusalOfEdit(NAME, same.getValue())).as(same.getKey()).isEmpty();
    }
  }

  @Test
  void noFieldIsLeftOut() {
    Set<String> fields = new TreeSet<>();
    collect(
        "",
        Published.tree(Published.DEFINITION)
            .at("/spec/versions/0/schema/openAPIV3Schema/properties/spec"),
        fields);

    assertThat(Published.manifest("edits.yaml").properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrderElementsOf(fields);
  }

  /** Paths of what has no fields of its own. */
  private static void collect(String path, JsonNode schema, Set<String> fields) {
    if (!(schema.get("properties") instanceof ObjectNode properties)) {
      fields.add(path);
      return;
    }
    properties
        .properties()
        .forEach(
            field ->
                collect(
                    path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                    field.getValue(),
                    fields));
  }
}
