package io.redismigration.engine.verify;

/**
 * What a repair did.
 *
 * @param equal keys that were equal after all
 * @param repaired keys copied again and found equal then
 * @param tooLarge keys left as they are because their values are too large to be copied in one
 *     piece
 * @param failed keys the target did not take, or that differ still
 */
public record RepairReport(long equal, long repaired, long tooLarge, long failed) {
  /** Whether all is well now. */
  public boolean complete() {
    return tooLarge == 0 && failed == 0;
  }
}
