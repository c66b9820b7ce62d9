package io.redismigration.engine.cutover;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.control.CommandRefusedException;
import io.redismigration.engine.control.RedisControl;
import java.time.Duration;

/**
 * CLIENT PAUSE in WRITE mode: a lease that ends by itself when nobody renews it. Reads are served
 * meanwhile; writes, PUBLISH and scripts wait (redis 6.2 and later, networking.c, pauseClients).
 * Nothing expires or is evicted while it stands (7.0 expire.c, activeExpireCycle). CONFIG SET is
 * executed meanwhile, which is how a fence that lasts comes to stand behind it.
 *
 * <p>A pause has no owner: UNPAUSE ends whatever there is, so it is sent only after a PAUSE of
 * ours.
 */
public final class ClientPauseFence implements Fence {
  private final RedisControl source;
  private final Duration lease;
  private final Fence behind;
  private volatile boolean lastingAsked;
  private volatile boolean pauseAsked;

  /**
   * @param source control connection to the source's primary
   * @param lease how long the pause lasts unless renewed; at least one second
   * @param behind stands by itself, engaged behind the pause; null where the source has none
   */
  public ClientPauseFence(RedisControl source, Duration lease, Fence behind) {
    if (lease.toMillis() < 1_000) {
      throw new IllegalArgumentException("a lease of " + lease + " would lapse between renewals");
    }
    this.source = source;
    this.lease = lease;
    this.behind = behind;
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
    boolean before = pauseAsked;
    try {
      pauseAsked = true;
      source.call("CLIENT", "PAUSE", Long.toString(lease.toMillis()), "WRITE");
    } catch (CommandRefusedException e) {
      pauseAsked = before;
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
  public void makeLasting() {
    if (behind != null) {
      lastingAsked = true;
      behind.engage();
    }
  }

  @Override
  public void release() {
    if (lastingAsked) {
      behind.release();
    }
    lift();
  }

  /** Ends the pause and leaves what stands behind it. */
  public void lift() {
    if (pauseAsked) {
      source.call("CLIENT", "UNPAUSE");
      pauseAsked = false;
    }
  }
}
