package io.redismigration.engine.cutover;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import java.time.Duration;

/**
 * More replicas demanded than there can be: every write gets NOREPLICAS. Stands until it is taken
 * back, so the original value must be in the ledger before it is engaged. Scripts pass it before
 * 6.0.17 and 6.2.7 (redis server.c, processCommand); whether it may be used is decided by the
 * planner.
 */
public final class MinReplicasFence implements Fence {
  /** Far above any number of replicas a primary can have. */
  public static final String CLOSED = "100000";

  private final RedisControl source;
  private final MinReplicasNames names;
  private final String original;
  private final String originalMaxLag;

  /**
   * @param source control connection to the source's primary
   * @param names the parameters' names in the source's version
   * @param original value of {@code min-replicas-to-write} to go back to
   * @param originalMaxLag value of {@code min-replicas-max-lag}; zero switches the rule off and is
   *     raised meanwhile
   */
  public MinReplicasFence(
      RedisControl source, MinReplicasNames names, String original, String originalMaxLag) {
    this.source = source;
    this.names = names;
    this.original = original;
    this.originalMaxLag = originalMaxLag;
  }

  @Override
  public String name() {
    return "MinReplicas";
  }

  @Override
  public void engage() {
    try {
      if (originalMaxLag.equals("0")) {
        source.setConfig(names.maxLag(), "10");
      }
      source.setConfig(names.toWrite(), CLOSED);
    } catch (CommandRefusedException e) {
      throw new EngineException(
          Reason.FenceNotPossible,
          "the source refuses CONFIG SET " + names.toWrite() + " (" + e.code() + ")",
          "permit +config|set to the source's user, or set spec.cutover.fence to External and stop all writers first",
          e);
    }
  }

  @Override
  public void renew() {
    // It stands until it is taken back.
  }

  @Override
  public Duration lease() {
    return Duration.ZERO;
  }

  @Override
  public void release() {
    source.setConfig(names.toWrite(), original);
    if (originalMaxLag.equals("0")) {
      source.setConfig(names.maxLag(), originalMaxLag);
    }
  }
}
