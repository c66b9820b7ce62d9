package io.redismigration.cli.run;

import io.redismigration.cli.state.RunStore;
import io.redismigration.cli.state.StateException;
import io.redismigration.cli.state.StoredRun;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Counts how often state is written; keeps none while it is full. */
record CountingStore(RunStore store, AtomicInteger saves, BooleanSupplier full)
    implements RunStore {
  @Override
  public Optional<StoredRun> load() {
    return store.load();
  }

  @Override
  public void save(StoredRun run) {
    if (full.getAsBoolean()) {
      throw new StateException("no room; make some", null);
    }
    saves.incrementAndGet();
    store.save(run);
  }
}
