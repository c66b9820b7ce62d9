package io.redismigration.migration.model;

import java.time.Instant;
import java.util.List;

/**
 * Writes to the target that are not ours.
 *
 * @param writers address, name where it has one, and command; the latest first
 * @param last when the last one was, at the latest
 * @param sincePass whether one came after the last full comparison began, so that a key may have
 *     been changed after it was compared
 */
public record ForeignWrites(List<String> writers, Instant last, boolean sincePass) {
  public ForeignWrites {
    writers = Defaults.list(writers);
  }
}
