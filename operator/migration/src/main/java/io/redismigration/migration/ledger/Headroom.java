package io.redismigration.migration.ledger;

/**
 * Memory a server can still take.
 *
 * @param bytes {@link Long#MAX_VALUE}: no limit is known
 */
public record Headroom(long bytes) {

  /**
   * The smaller of what maxmemory and the machine leave.
   *
   * @param maxmemory 0: unlimited
   * @param systemMemory memory of the machine or container; 0: unknown
   */
  public static Headroom of(long usedMemory, long maxmemory, long systemMemory) {
    long limit = Long.MAX_VALUE;
    if (maxmemory > 0) {
      limit = maxmemory;
    }
    if (systemMemory > 0) {
      limit = Math.min(limit, systemMemory);
    }
    return new Headroom(limit == Long.MAX_VALUE ? limit : Math.max(0, limit - usedMemory));
  }

  /**
   * The largest backlog that takes no more than half of what is free. The present backlog is in use
   * already, so it does not count against it.
   */
  public long largestBacklog(long present) {
    return bytes == Long.MAX_VALUE ? bytes : present + (bytes / 2);
  }
}
