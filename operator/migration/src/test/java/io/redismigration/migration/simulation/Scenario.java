package io.redismigration.migration.simulation;

import io.redismigration.migration.model.CutoverSpec;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.SourceAfter;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a run is about, drawn from its seed.
 *
 * @param fence never Auto
 * @param configWritable whether parameters of the source may be set; a fence that lasts needs it
 * @param faults how much goes wrong: 0 nothing, 3 all the time
 */
record Scenario(
    int shards,
    FenceKind fence,
    SourceAfter after,
    boolean configWritable,
    CutoverSpec.Mode mode,
    int faults) {

  static Scenario of(Random random) {
    int shards = random.nextInt(2) == 0 ? 1 : 2 + random.nextInt(3);
    FenceKind fence =
        switch (random.nextInt(8)) {
          case 0 -> FenceKind.EXTERNAL;
          case 1, 2 -> FenceKind.MIN_REPLICAS;
          default -> FenceKind.CLIENT_PAUSE;
        };
    SourceAfter after = random.nextInt(3) == 0 ? SourceAfter.RELEASE : SourceAfter.READ_ONLY;
    // A pause alone cannot wait for the other shards: it would lapse with its worker.
    boolean passing =
        shards == 1
            && fence == FenceKind.CLIENT_PAUSE
            && after == SourceAfter.RELEASE
            && random.nextInt(4) > 0;
    boolean byHand = fence == FenceKind.EXTERNAL || random.nextBoolean();
    return new Scenario(
        shards,
        fence,
        after,
        !passing,
        byHand ? CutoverSpec.Mode.MANUAL : CutoverSpec.Mode.AUTOMATIC,
        random.nextInt(4));
  }

  /** Names of the shards; the only one of a standalone source is not told. */
  List<String> names() {
    return shards == 1
        ? List.of()
        : IntStream.range(0, shards).mapToObj(Integer::toString).toList();
  }

  /** Whether the planner, and not a worker, records the decision. */
  boolean plannerDecides() {
    return shards > 1;
  }

  /** Nothing but a pause closes the source: guarantees say that it may lapse with its worker. */
  boolean pauseAlone() {
    return !configWritable;
  }
}
