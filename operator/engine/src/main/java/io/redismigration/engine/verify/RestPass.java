package io.redismigration.engine.verify;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.stream.KeysByDatabase;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** Compares every key while both sides stand still, both ways. For one thread. */
final class RestPass {
  private final Settlement settlement;
  private final KeysByDatabase places;
  private final BooleanSupplier goesOn;

  /**
   * @param places where datasets lie
   * @param goesOn asked before every chunk of values
   */
  RestPass(Settlement settlement, KeysByDatabase places, BooleanSupplier goesOn) {
    this.settlement = settlement;
    this.places = places;
    this.goesOn = goesOn;
  }

  /**
   * Goes through all databases.
   *
   * @return false when it had to end before it was through
   */
  boolean run(Settlement.Outcome outcome) throws IOException, InterruptedException {
    BothSides sides = settlement.sides();
    TreeSet<Integer> databases = new TreeSet<>(KeyScan.counts(sides.source()).keySet());
    databases.addAll(KeyScan.counts(sides.target()).keySet());
    int page = sides.listedAtOnce();
    for (int database : databases) {
      int dataset = places.dataset(database);
      for (KeyScan scan = new KeyScan(sides.source(), database, page); scan.hasNext(); ) {
        if (!settlement.settleAtRest(dataset, scan.next(), goesOn, outcome)) {
          return false;
        }
      }
      for (KeyScan scan = new KeyScan(sides.target(), database, page); scan.hasNext(); ) {
        List<byte[]> extra = KeyScan.unknown(sides.source(), database, scan.next());
        if (!settlement.settleAtRest(dataset, extra, goesOn, outcome)) {
          return false;
        }
      }
    }
    return true;
  }
}
