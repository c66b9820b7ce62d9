package io.redismigration.engine.verify;

/**
 * What a repair did.
 *
 * @param equal keys that were equal after all
 * @param repaired keys copied again and found equal then
 * @param busy large keys copied again but written to all the time, so that they are found equal or
 *     not only when nobody writes: at the fence, at the latest
 * @param tooLarge keys left as they are: values of a kind that is not copied slice by slice
 * @param failed keys the target did not take, or that differ still
 */
public record RepairReport(long equal, long repaired, long busy, long tooLarge, long failed) {
  /** Whether all is well now, as far as it can be known. */
  public boolean complete() {
    return tooLarge == 0 && failed == 0;
  }
}
