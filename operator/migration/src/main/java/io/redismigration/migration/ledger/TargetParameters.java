package io.redismigration.migration.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a target is set to for the time of the migration, so that it keeps every key it is given and
 * takes every value the source may have.
 */
public final class TargetParameters {
  public static final String EVICTION_POLICY = "maxmemory-policy";
  public static final String BULK_LENGTH = "proto-max-bulk-len";
  private static final String NO_EVICTION = "noeviction";

  private TargetParameters() {}

  /**
   * The changes, needed or not, of those parameters that the target tells.
   *
   * @param present the target's values by name
   * @param maxmemory of the target, in bytes; 0: unlimited, so that nothing is ever evicted
   * @param sourceBulkLength the largest value the source takes, in bytes; null: not readable, or a
   *     server before 4.0, where it is what every target takes
   */
  public static List<Change> changes(
      Map<String, String> present, long maxmemory, Long sourceBulkLength) {
    List<Change> changes = new ArrayList<>();
    String policy = present.get(EVICTION_POLICY);
    if (policy != null) {
      changes.add(new Change(EVICTION_POLICY, policy, maxmemory > 0 ? NO_EVICTION : policy, null));
    }
    String length = present.get(BULK_LENGTH);
    if (length != null && sourceBulkLength != null) {
      long now = Long.parseLong(length);
      changes.add(
          new Change(BULK_LENGTH, length, String.valueOf(Math.max(now, sourceBulkLength)), null));
    }
    return List.copyOf(changes);
  }

  /** Whether a ledger entry of a target is one of these. */
  public static boolean contains(String parameter) {
    return parameter.equals(EVICTION_POLICY) || parameter.equals(BULK_LENGTH);
  }
}
