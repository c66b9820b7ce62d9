package io.redismigration.manifest;

import io.redismigration.migration.model.MigrationSpec;
import java.util.List;

/**
 * What became of a spec.
 *
 * @param spec what the planner is told; null if there is a problem
 * @param problems everything that is wrong; empty: nothing
 */
public record MappedSpec(MigrationSpec spec, List<Problem> problems) {
  public MappedSpec {
    problems = List.copyOf(problems);
  }
}
