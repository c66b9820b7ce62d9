package io.redismigration.worker;

import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.worker.parameters.TargetLock;
import java.util.Optional;
import java.util.Set;

/**
 * How a worker writes to the target: as the manifest's user, or, where the target is locked, as one
 * of its own.
 *
 * @param settings of connections that write
 * @param lock empty: others' writes are found, not prevented
 */
record TargetAccess(ConnectionSettings settings, Optional<TargetLock> lock) {

  /** Users of the target that may not write at present. */
  Set<String> denied() {
    return lock.map(TargetLock::denied).orElse(Set.of());
  }
}
