package io.redismigration.engine.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * Where the checkpoint lies on the target: a database that no database of the source is copied to
 * where there is one, the highest otherwise.
 *
 * @param database database number on the target, 0 or more
 */
public record CheckpointLocation(int database) {
  /** The reserved key. A source that holds a key of this name cannot be migrated. */
  public static final String KEY = "redis-migration:checkpoint";

  private static final byte[] KEY_BYTES = KEY.getBytes(StandardCharsets.US_ASCII);

  public CheckpointLocation {
    if (database < 0) {
      throw new IllegalArgumentException("database " + database);
    }
  }

  /** The reserved key's bytes, a copy. */
  public byte[] key() {
    return KEY_BYTES.clone();
  }

  /**
   * The database to put a new checkpoint into: the highest one without keys of the source, else the
   * highest.
   */
  public static CheckpointLocation place(int databases, Collection<Integer> copiedInto) {
    for (int database = databases - 1; database >= 0; database--) {
      if (!copiedInto.contains(database)) {
        return new CheckpointLocation(database);
      }
    }
    return new CheckpointLocation(databases - 1);
  }
}
