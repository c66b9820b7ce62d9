package io.redismigration.cli.state;

import java.util.Optional;

/** Where a run's state is kept between two processes. */
public interface RunStore {

  /**
   * The state last saved, if there is one.
   *
   * @throws StateException if it is there and cannot be read
   */
  Optional<StoredRun> load();

  /**
   * Keeps the state; returns once it is durable.
   *
   * @throws StateException if it is not; then nothing that depends on it may be done
   */
  void save(StoredRun run);
}
