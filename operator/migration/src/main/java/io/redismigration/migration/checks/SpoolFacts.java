package io.redismigration.migration.checks;

/**
 * Room for what arrives faster than it is applied, in bytes.
 *
 * @param limit what the spool may take: what is allowed, but no more than nine tenths of what is
 *     free
 * @param free on its volume now
 * @param loadBytesPerSecond expected speed of loading the snapshot into the target
 */
public record SpoolFacts(long limit, long free, long loadBytesPerSecond) {

  /** With as much of the volume as may be taken. */
  public static SpoolFacts on(long free, long allowed, long loadBytesPerSecond) {
    return new SpoolFacts(Math.min(allowed, ofVolume(free)), free, loadBytesPerSecond);
  }

  /** Whether more would be allowed. */
  boolean isLimitedByItsVolume() {
    return limit >= ofVolume(free);
  }

  private static long ofVolume(long free) {
    return free / 10 * 9;
  }
}
