package io.redismigration.cli.run;

import io.redismigration.cli.state.RunStore;
import io.redismigration.cli.state.StoredRun;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often state is written. */
record CountingStore(RunStore store, AtomicInteger saves) implements RunStore {
  @Override
  public Optional<StoredRun> load() {
    return store.load();
  }

  @Override
  public void save(StoredRun run) {
    saves.incrementAndGet();
    store.save(run);
  }
}
