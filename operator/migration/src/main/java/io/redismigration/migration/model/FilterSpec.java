package io.redismigration.migration.model;

import java.util.List;

/**
 * What is migrated; empty lists leave nothing out.
 *
 * @param databases numbers of the databases to take
 * @param includeKeys glob patterns, at least one of which a key matches
 * @param excludeKeys glob patterns, none of which a key matches
 */
public record FilterSpec(
    List<Integer> databases, List<String> includeKeys, List<String> excludeKeys) {

  public FilterSpec {
    databases = Defaults.list(databases);
    includeKeys = Defaults.list(includeKeys);
    excludeKeys = Defaults.list(excludeKeys);
  }

  /** Whether everything passes. */
  public boolean takesAll() {
    return databases.isEmpty() && includeKeys.isEmpty() && excludeKeys.isEmpty();
  }
}
