package io.redismigration.migration.ledger;

import java.util.List;

/**
 * The parameters of a min-replicas fence. It refuses writes while fewer replicas than asked for are
 * connected, and is off while its max-lag is 0.
 */
public final class FenceParameters {
  /** More replicas than any server has. */
  private static final String UNREACHABLE = "999";

  private static final String SOME_LAG = "10";

  private FenceParameters() {}

  /**
   * The changes in the order to make them: max-lag first, so that the second one closes at once.
   *
   * @param replicaNames the server knows {@code min-replicas-*} (Redis 5.0 on); else {@code
   *     min-slaves-*}
   * @param toWrite present value
   * @param maxLag present value
   */
  public static List<Change> changes(boolean replicaNames, String toWrite, String maxLag) {
    String prefix = replicaNames ? "min-replicas" : "min-slaves";
    return List.of(
        new Change(prefix + "-max-lag", maxLag, maxLag.equals("0") ? SOME_LAG : maxLag, null),
        new Change(prefix + "-to-write", toWrite, UNREACHABLE, null));
  }

  /**
   * Whether a server with these values refuses every write.
   *
   * @param toWrite present value; null where the server does not tell
   * @param maxLag present value; null where the server does not tell
   */
  public static boolean closes(String toWrite, String maxLag) {
    return UNREACHABLE.equals(toWrite) && maxLag != null && !maxLag.equals("0");
  }

  /** Whether a ledger entry belongs to the fence, which may stay after the others are restored. */
  public static boolean contains(String parameter) {
    return parameter.startsWith("min-replicas-") || parameter.startsWith("min-slaves-");
  }
}
