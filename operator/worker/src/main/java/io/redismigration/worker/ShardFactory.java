package io.redismigration.worker;

import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.task.TaskSpec;
import java.io.IOException;
import java.util.List;

/** Opens what one order needs. */
interface ShardFactory {

  /**
   * Opens it.
   *
   * @param ledger what is on record by now; a later opening must not take for an original what an
   *     earlier one has set
   */
  Shard open(TaskSpec task, List<LedgerEntry> ledger) throws IOException;
}
