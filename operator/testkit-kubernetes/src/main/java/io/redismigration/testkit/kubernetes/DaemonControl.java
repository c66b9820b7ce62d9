package io.redismigration.testkit.kubernetes;

/** Faults of one daemon of a local cluster. Whoever ends one starts it again. */
public final class DaemonControl {

  private final Daemon daemon;
  private final NodeFaults node;

  DaemonControl(Daemon daemon, NodeFaults node) {
    this.daemon = daemon;
    this.node = node;
  }

  /** Ends it as the kernel would (SIGKILL). Returns when it is gone. */
  public void kill() {
    node.daemon(daemon, "kill");
  }

  /** Asks it to end (SIGTERM), for ten seconds at most; then kills it. Returns when it is gone. */
  public void stop() {
    node.daemon(daemon, "stop");
  }

  /** Starts it unless it runs. Returns when it answers. */
  public void start() {
    node.daemon(daemon, "start");
  }

  /** {@link #kill} and {@link #start}. */
  public void restart() {
    kill();
    start();
  }
}
