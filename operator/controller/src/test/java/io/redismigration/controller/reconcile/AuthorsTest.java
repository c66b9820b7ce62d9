package io.redismigration.controller.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.redismigration.migration.model.Author;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthorsTest {

  @Test
  void theLatestManagerOfACommandIsItsAuthor() {
    ObjectMeta metadata =
        managed(
            entry("argocd", "2030-01-31T11:00:00Z", "confirm"),
            entry("kubectl-edit", "2030-01-31T12:00:00Z", "confirm"),
            entry("helm", "2030-01-31T13:00:00Z", "mode"));

    assertThat(Authors.of(metadata))
        .containsOnly(
            Map.entry(
                "spec.cutover.confirm",
                new Author("kubectl-edit", Instant.parse("2030-01-31T12:00:00Z"))),
            Map.entry(
                "spec.cutover.mode", new Author("helm", Instant.parse("2030-01-31T13:00:00Z"))));
  }

  @Test
  void whatNobodyIsKnownToManageHasNoAuthor() {
    assertThat(Authors.of(new ObjectMeta())).isEmpty();
    assertThat(Authors.of(managed(new ManagedFieldsEntry()))).isEmpty();
    assertThat(Authors.of(managed(entry("helm", "yesterday", "confirm"))))
        .containsOnly(Map.entry("spec.cutover.confirm", new Author("helm", null)));
  }

  private static ObjectMeta managed(ManagedFieldsEntry... entries) {
    return new ObjectMetaBuilder().withManagedFields(entries).build();
  }

  private static ManagedFieldsEntry entry(String manager, String time, String field) {
    return new ManagedFieldsEntryBuilder()
        .withManager(manager)
        .withTime(time)
        .withNewFieldsV1()
        .addToAdditionalProperties(
            "f:spec", Map.of("f:cutover", Map.of(".", Map.of(), "f:" + field, Map.of())))
        .endFieldsV1()
        .build();
  }
}
