package io.redismigration.cli.manifest;

import io.redismigration.api.v1alpha1.RedisMigrationSpec;
import io.redismigration.migration.model.MigrationSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * One migration as its file describes it.
 *
 * @param file as the user named it
 * @param namespace {@code default} if the file names none
 * @param written what the user wrote
 * @param spec what the planner is told
 * @param notApplicable fields that mean something in a cluster only
 */
public record Manifest(
    Path file,
    String namespace,
    String name,
    RedisMigrationSpec written,
    MigrationSpec spec,
    List<String> notApplicable) {

  public Manifest {
    notApplicable = List.copyOf(notApplicable);
  }
}
