package io.redismigration.migration.model;

import java.util.Map;

/**
 * Keys per database on both sides, our own checkpoint left out. Databases without keys are absent.
 */
public record KeyCounts(Map<Integer, Long> source, Map<Integer, Long> target) {

  public KeyCounts {
    source = Defaults.map(source);
    target = Defaults.map(target);
  }

  /** All keys of the source. */
  public long sourceTotal() {
    return source.values().stream().mapToLong(Long::longValue).sum();
  }

  /** All keys of the target. */
  public long targetTotal() {
    return target.values().stream().mapToLong(Long::longValue).sum();
  }
}
