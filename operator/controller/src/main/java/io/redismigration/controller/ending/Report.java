package io.redismigration.controller.ending;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.redismigration.api.v1alpha1.RedisMigration;
import io.redismigration.controller.Marks;
import io.redismigration.manifest.MappedSpec;
import io.redismigration.manifest.ReportFiles;
import io.redismigration.manifest.SpecMapper;
import io.redismigration.manifest.StatusMapper;
import io.redismigration.migration.ledger.RestoreCommands;
import io.redismigration.migration.model.Labels;
import io.redismigration.migration.model.Migration;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.Phase;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a finished migration leaves behind, as a ConfigMap without owner. Its name follows from both
 * sides' addresses, so that a later migration between the same two finds it. Everything is in
 * {@code report.json}, and in {@code report.html} to be looked at.
 */
final class Report {
  /** Set once the source was migrated to the target; kept by later reports. */
  static final String COMPLETED = "completed";

  private final ObjectMapper json =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private final StatusMapper view = new StatusMapper();
  private final InstantSource clock;

  /**
   * @param clock for the report of one that has not ended
   */
  Report(InstantSource clock) {
    this.clock = clock;
  }

  /** The report's name for a migration between the two sides that it names. */
  static String name(RedisMigration migration) {
    return "redis-migration-"
        + Marks.digest(
            migration.getMetadata().getNamespace()
                + "\n"
                + migration.getSpec().source().endpoints()
                + "\n"
                + migration.getSpec().target().endpoints());
  }

  /** The report of an end. */
  ConfigMap of(RedisMigration migration, MigrationStatus state, ConfigMap before) {
    Map<String, String> data = new LinkedHashMap<>(content(migration, state));
    String completed =
        state.phase() == Phase.COMPLETED
            ? "%s by %s (uid %s)"
                .formatted(
                    state.times().ended(),
                    migration.getMetadata().getName(),
                    migration.getMetadata().getUid())
            : before == null || before.getData() == null ? null : before.getData().get(COMPLETED);
    if (completed != null) {
      data.put(COMPLETED, completed);
    }
    return map(migration.getMetadata().getNamespace(), name(migration), migration, state, data);
  }

  /** The report, in another namespace, of one that could not be ended. */
  ConfigMap unfulfilled(
      String namespace, RedisMigration migration, MigrationStatus state, String why) {
    Map<String, String> data = new LinkedHashMap<>(content(migration, state));
    data.put("why", why);
    String name =
        "redis-migration-"
            + Marks.digest(
                migration.getMetadata().getNamespace() + migration.getMetadata().getUid());
    return map(namespace, name, migration, state, data);
  }

  private static ConfigMap map(
      String namespace,
      String name,
      RedisMigration migration,
      MigrationStatus state,
      Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withLabels(Marks.ours())
        .addToLabels(Marks.REPORT, Labels.of(state.phase()))
        .addToLabels(Marks.MIGRATION, Marks.label(migration.getMetadata().getName()))
        .endMetadata()
        .withData(data)
        .build();
  }

  private Map<String, String> content(RedisMigration migration, MigrationStatus state) {
    Map<String, String> data = new LinkedHashMap<>();
    data.put("migration", migration.getMetadata().getName());
    data.put("namespace", migration.getMetadata().getNamespace());
    data.put("uid", migration.getMetadata().getUid());
    data.put("source", String.join(",", migration.getSpec().source().endpoints()));
    data.put("target", String.join(",", migration.getSpec().target().endpoints()));
    data.put("phase", Labels.of(state.phase()));
    data.put("message", state.message());
    List<String> commands = commands(state);
    if (!commands.isEmpty()) {
      data.put("commands", String.join("\n", commands));
    }
    data.put("status.json", status(state));
    MappedSpec mapped = SpecMapper.map(migration.getSpec());
    if (mapped.problems().isEmpty()) {
      ReportFiles files = files(migration, mapped.spec(), state);
      data.put("report.json", files.json());
      data.put("report.html", files.html());
    }
    return data;
  }

  /** Of the moment it ended, so that the same end gives the same report. */
  private ReportFiles files(RedisMigration migration, MigrationSpec spec, MigrationStatus state) {
    Instant at = state.times().ended() == null ? clock.instant() : state.times().ended();
    Long generation = migration.getMetadata().getGeneration();
    return ReportFiles.of(
        new Migration(
            migration.getMetadata().getName(),
            migration.getMetadata().getUid(),
            generation == null ? 0 : generation,
            migration.getMetadata().getDeletionTimestamp() != null,
            spec,
            state),
        migration.getMetadata().getNamespace(),
        at);
  }

  /** What a person runs where something is left to be put back or lifted. */
  static List<String> commands(MigrationStatus state) {
    List<String> commands = new ArrayList<>(RestoreCommands.of(state.parameters()));
    commands.removeAll(state.cutover().liftCommands());
    commands.addAll(state.cutover().liftCommands());
    return commands;
  }

  private String status(MigrationStatus state) {
    try {
      return json.writeValueAsString(view.view(state));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a status is always JSON", e);
    }
  }
}
