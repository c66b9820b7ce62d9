package io.redismigration.engine.link;

import java.util.Arrays;

/**
 * When bytes came, in bounded memory: pairs of position and time at most some milliseconds apart,
 * thinned out (every second one dropped, the distance doubled) when there is no more room. Answers
 * are never too early. No allocation after construction. For several threads.
 */
final class ArrivalTimes {
  private static final int PAIRS = 8_192;
  private static final long CLOSEST_MILLIS = 2;

  private final long[] positions = new long[PAIRS];
  private final long[] times = new long[PAIRS];
  private int count;
  private long distance = CLOSEST_MILLIS;

  /** The bytes below {@code position} had come at {@code millis}; both only grow. */
  synchronized void add(long position, long millis) {
    if (count > 1 && millis - times[count - 2] < distance) {
      // The last pair stands for all bytes up to it until it is far enough from the one before.
      positions[count - 1] = position;
      times[count - 1] = millis;
      return;
    }
    if (count == PAIRS) {
      thinOut();
    }
    positions[count] = position;
    times[count] = millis;
    count++;
  }

  private void thinOut() {
    int kept = 0;
    for (int i = 1; i < count; i += 2) {
      positions[kept] = positions[i];
      times[kept] = times[i];
      kept++;
    }
    count = kept;
    distance *= 2;
  }

  /**
   * The latest moment at which the byte at {@code position} can have come.
   *
   * @param otherwise the answer when it has not come yet
   */
  synchronized long at(long position, long otherwise) {
    int found = Arrays.binarySearch(positions, 0, count, position + 1);
    int index = found >= 0 ? found : -found - 1;
    return index < count ? times[index] : otherwise;
  }

  /** Forgets what came before {@code position}: nobody will ask for it again. */
  synchronized void forgetBefore(long position) {
    if (count < PAIRS / 2 || positions[count / 2] > position) {
      return;
    }
    int from = count / 2;
    System.arraycopy(positions, from, positions, 0, count - from);
    System.arraycopy(times, from, times, 0, count - from);
    count -= from;
    distance = Math.max(CLOSEST_MILLIS, distance / 2);
  }
}
