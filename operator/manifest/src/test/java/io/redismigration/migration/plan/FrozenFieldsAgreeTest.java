package io.redismigration.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.redismigration.manifest.PublishedSchema;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.Phase;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The planner and the API server freeze the same fields in the same phases: what one refuses, the
 * other refuses, and another way to say the same is an edit to neither.
 */
class FrozenFieldsAgreeTest {
  private final PublishedSchema published = new PublishedSchema();
  private final MigrationSpec before = published.map(published.complete());

  @Test
  void bothRefuseTheSameEdits() {
    for (Map.Entry<String, JsonNode> edit : published.edits().properties()) {
      List<String> changed = changed(edit.getValue());
      List<String> guarded = published.guardedIn("Streaming", edit.getKey());

      assertThat(changed.isEmpty())
          .as("%s: %s", edit.getKey(), changed)
          .isEqualTo(guarded.isEmpty());
      assertThat(changed).allSatisfy(path -> assertThat("spec." + edit.getKey()).startsWith(path));
    }
  }

  @Test
  void anotherWayToSayTheSameIsNoEdit() {
    for (Map.Entry<String, JsonNode> same : published.same().properties()) {
      assertThat(changed(same.getValue())).as(same.getKey()).isEmpty();
    }
  }

  @Test
  void bothFreezeInTheSamePhases() {
    for (Phase phase : Phase.values()) {
      String label = io.redismigration.migration.model.Labels.of(phase);

      assertThat(published.guardedIn(label, "source.endpoints").isEmpty())
          .as(label)
          .isNotEqualTo(phase.running());
    }
    assertThat(Arrays.stream(Phase.values()).filter(Phase::running)).hasSize(4);
  }

  private List<String> changed(JsonNode patch) {
    MigrationSpec after = published.map(PublishedSchema.merge(published.complete(), patch));
    return FrozenFields.changed(after, FrozenFields.digests(before));
  }
}
