package io.redismigration.migration.model;

import java.time.Duration;

/**
 * How far the full sync is, all shards together.
 *
 * @param bytesTotal 0: unknown, as with a diskless source
 * @param keysTotal 0: unknown
 * @param percent 0 to 100; null: unknown
 * @param eta until the full sync ends; null: unknown
 */
public record Progress(
    long bytesDone, long bytesTotal, long keysDone, long keysTotal, Integer percent, Duration eta) {

  /** Nothing done yet. */
  public static Progress none() {
    return new Progress(0, 0, 0, 0, null, null);
  }
}
