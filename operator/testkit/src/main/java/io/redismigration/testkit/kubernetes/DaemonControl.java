package io.redismigration.testkit.kubernetes;

/** Faults of one daemon of a local cluster. Whoever ends one starts it again. */
public final class DaemonControl {

  /** Does something to a daemon. */
  interface Action {
    void apply(Daemon daemon, String verb);
  }

  private final Daemon daemon;
  private final Action action;

  DaemonControl(Daemon daemon, Action action) {
    this.daemon = daemon;
    this.action = action;
  }

  /** Ends it as the kernel would (SIGKILL). Returns when it is gone. */
  public void kill() {
    action.apply(daemon, "kill");
  }

  /** Asks it to end (SIGTERM), for ten seconds at most; then kills it. Returns when it is gone. */
  public void stop() {
    action.apply(daemon, "stop");
  }

  /** Starts it unless it runs. Returns when it answers. */
  public void start() {
    action.apply(daemon, "start");
  }

  /** {@link #kill} and {@link #start}. */
  public void restart() {
    kill();
    start();
  }
}
