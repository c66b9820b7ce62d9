package io.redismigration.engine.cutover;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import java.time.Duration;

/**
 * CLIENT PAUSE in WRITE mode: a lease that ends by itself when nobody renews it, so that a dead
 * worker never leaves the source closed. Reads are served meanwhile; writes, PUBLISH and scripts
 * wait (redis 6.2 and later, networking.c, pauseClients). Nothing expires or is evicted while it
 * stands (7.0 expire.c, activeExpireCycle).
 */
public final class ClientPauseFence implements Fence {
  private final RedisControl source;
  private final Duration lease;

  /**
   * @param source control connection to the source's primary
   * @param lease how long the pause lasts unless renewed; at least one second
   */
  public ClientPauseFence(RedisControl source, Duration lease) {
    if (lease.toMillis() < 1_000) {
      throw new IllegalArgumentException("a lease of " + lease + " would lapse between renewals");
    }
    this.source = source;
    this.lease = lease;
  }

  @Override
  public String name() {
    return "ClientPause";
  }

  @Override
  public void engage() {
    renew();
  }

  @Override
  public void renew() {
    try {
      source.call("CLIENT", "PAUSE", Long.toString(lease.toMillis()), "WRITE");
    } catch (CommandRefusedException e) {
      throw new EngineException(
          Reason.FenceNotPossible,
          "the source refuses CLIENT PAUSE ... WRITE (" + e.code() + ")",
          "permit +client|pause and +client|unpause to the source's user, or set spec.cutover.fence",
          e);
    }
  }

  @Override
  public Duration lease() {
    return lease;
  }

  @Override
  public void release() {
    source.call("CLIENT", "UNPAUSE");
  }
}
