package io.redismigration.engine.verify;

import io.redismigration.engine.stream.KeysByDatabase;
import java.io.IOException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Datasets that SWAPDB moved since this was made: whoever went through the databases one after
 * another may have met such a one twice, or not at all. For one thread.
 */
final class MovedDatasets {
  private final Settlement settlement;
  private final KeysByDatabase places;
  private final TreeMap<Integer, Long> before = new TreeMap<>();
  private final Set<Integer> told = new TreeSet<>();

  MovedDatasets(Settlement settlement, Evidence evidence) {
    this.settlement = settlement;
    this.places = evidence.touched();
    for (int dataset = 0; dataset < evidence.databases(); dataset++) {
      before.put(dataset, places.moves(dataset));
    }
  }

  /** Those moved up to where the source is now, and not told before; none ends it. */
  Set<Integer> next() throws IOException, InterruptedException {
    settlement.catchUp();
    Set<Integer> moved = new TreeSet<>();
    before.forEach(
        (dataset, moves) -> {
          if (places.moves(dataset) != moves && told.add(dataset)) {
            moved.add(dataset);
          }
        });
    return moved;
  }
}
