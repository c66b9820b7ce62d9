package io.redismigration.migration.task;

import java.util.List;

/**
 * A removal that the user has confirmed: the worker carries it out together with its claim on the
 * target, or not at all.
 *
 * @param targetRunId {@code run_id} of the server process it was confirmed for; another one's keys
 *     are left alone
 * @param databases that may be emptied, and no others
 */
public record FlushOrder(String targetRunId, List<Integer> databases) {
  public FlushOrder {
    databases = List.copyOf(databases);
  }
}
