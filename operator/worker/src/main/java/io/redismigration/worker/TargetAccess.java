package io.redismigration.worker;

import io.redismigration.engine.foreign.KeptOut;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.worker.parameters.TargetLock;
import java.util.Optional;

/**
 * How a worker writes to the target: as the manifest's user, or, where the target is locked, as one
 * of its own.
 *
 * @param settings of connections that write
 * @param lock empty: others' writes are found, not prevented
 */
record TargetAccess(ConnectionSettings settings, Optional<TargetLock> lock) {

  /** What becomes of the target's users at present. */
  KeptOut keptOut() {
    return lock.map(TargetLock::keptOut).orElse(KeptOut.NOBODY);
  }
}
