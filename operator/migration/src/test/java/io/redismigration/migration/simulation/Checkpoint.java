package io.redismigration.migration.simulation;

/** What a target has on record for one shard, written together with the data it speaks of. */
record Checkpoint(boolean committed, long epoch, String history, long applied) {

  Checkpoint withEpoch(long next) {
    return new Checkpoint(committed, next, history, applied);
  }

  Checkpoint at(String source, long offset) {
    return new Checkpoint(committed, epoch, source, offset);
  }

  Checkpoint decided() {
    return new Checkpoint(true, epoch, history, applied);
  }
}
