package io.redismigration.migration.cutover;

import io.redismigration.migration.model.Resolved;
import java.util.List;

/** The shards of a source. */
public final class Shards {
  /** Name of the only shard of a standalone source. */
  public static final String ONLY = "0";

  private Shards() {}

  /**
   * Their names in a stable order, at least one. The first one's task does what touches the whole
   * target.
   *
   * @param resolved null: nothing is known yet
   */
  public static List<String> of(Resolved resolved) {
    return resolved == null || resolved.sourceShards().isEmpty()
        ? List.of(ONLY)
        : resolved.sourceShards();
  }
}
