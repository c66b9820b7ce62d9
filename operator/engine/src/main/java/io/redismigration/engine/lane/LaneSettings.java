package io.redismigration.engine.lane;

/**
 * How the snapshot is written.
 *
 * @param lanes connections, each with a thread
 * @param batchBytes bytes written at once, about
 * @param batchCommands commands written at once, at most
 */
public record LaneSettings(int lanes, int batchBytes, int batchCommands) {

  public LaneSettings {
    if (lanes < 1 || batchBytes < 1024 || batchCommands < 1) {
      throw new IllegalArgumentException("at least one lane, 1 KiB and one command per batch");
    }
  }

  /** What was measured to be best on two cores; see the module's README. */
  public static LaneSettings defaults() {
    return new LaneSettings(2, 256 << 10, 4096);
  }
}
