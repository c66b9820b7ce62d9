package io.redismigration.engine.snapshot;

import io.redismigration.engine.lane.LaneSettings;
import io.redismigration.redis.rdb.RdbLimits;

/**
 * Sizes of the snapshot's writing.
 *
 * @param lanes connections and batches
 * @param groupKeys strings per MSETNX, at most
 * @param groupBytes bytes per MSETNX, about
 * @param plainBytes strings up to this length are written as they are read; longer ones that are
 *     stored compressed go to the target compressed
 * @param sliceBytes a collection or string above this size, as it stands in the RDB, is written in
 *     pieces, so that no command keeps the target from its clients for long
 * @param wholeBytes the same for streams and modules' values, which are better written whole
 * @param chunkBytes bytes of a piece, about
 */
public record SnapshotSettings(
    LaneSettings lanes,
    int groupKeys,
    int groupBytes,
    int plainBytes,
    int sliceBytes,
    int wholeBytes,
    int chunkBytes) {

  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final int LARGEST_KEY = 512 * MIB;
  private static final int SMALLEST_WHOLE = 8 * MIB;
  private static final int LARGEST_WHOLE = 512 * MIB;

  public SnapshotSettings {
    if (groupKeys < 1 || groupBytes < 1 || plainBytes < 0 || sliceBytes < 1 || chunkBytes < 1) {
      throw new IllegalArgumentException("sizes are positive");
    }
  }

  /** What was measured to be best on two cores; see the module's README. */
  public static SnapshotSettings defaults() {
    return new SnapshotSettings(
        LaneSettings.defaults(),
        32,
        32 * KIB,
        16 * KIB,
        512 * KIB,
        wholeBytes(Runtime.getRuntime().maxMemory()),
        32 * KIB);
  }

  /**
   * A value written whole is in memory twice, in buffers that have doubled: an eighth of the memory
   * there is.
   */
  static int wholeBytes(long memory) {
    return (int) Math.max(SMALLEST_WHOLE, Math.min(memory / 8, LARGEST_WHOLE));
  }

  /** The same with another limit for values that are written whole. */
  public SnapshotSettings withWholeBytes(int bytes) {
    return new SnapshotSettings(
        lanes, groupKeys, groupBytes, plainBytes, sliceBytes, bytes, chunkBytes);
  }

  /** The same with other lanes. */
  public SnapshotSettings withLanes(LaneSettings other) {
    return new SnapshotSettings(
        other, groupKeys, groupBytes, plainBytes, sliceBytes, wholeBytes, chunkBytes);
  }

  /** The same with another number of strings per MSETNX. */
  public SnapshotSettings withGroupKeys(int keys) {
    return new SnapshotSettings(
        lanes, keys, groupBytes, plainBytes, sliceBytes, wholeBytes, chunkBytes);
  }

  RdbLimits readerLimits() {
    return new RdbLimits(sliceBytes, wholeBytes, LARGEST_KEY, LARGEST_KEY);
  }
}
