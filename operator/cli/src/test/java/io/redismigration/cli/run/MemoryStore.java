package io.redismigration.cli.run;

import io.redismigration.cli.state.RunStore;
import io.redismigration.cli.state.StoredRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Remembers every save. */
final class MemoryStore implements RunStore {
  final List<StoredRun> saves = new ArrayList<>();

  @Override
  public Optional<StoredRun> load() {
    return saves.isEmpty() ? Optional.empty() : Optional.of(saves.get(saves.size() - 1));
  }

  @Override
  public void save(StoredRun run) {
    saves.add(run);
  }
}
