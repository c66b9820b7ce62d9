package io.redismigration.testkit.kubernetes;

/** Faults of one running container of a local cluster, which the cluster is not told of. */
public final class ContainerControl {

  private final String id;
  private final NodeFaults node;

  ContainerControl(String id, NodeFaults node) {
    this.id = id;
    this.node = node;
  }

  /** Ends all of its processes as the kernel would (SIGKILL). */
  public void kill() {
    node.signal(id, "KILL");
  }

  /**
   * Holds all of its processes where they are (SIGSTOP), as a machine does that stands still:
   * connections stay open, nobody answers. Whoever freezes one thaws it.
   */
  public void freeze() {
    node.signal(id, "STOP");
  }

  /** Lets a frozen one go on (SIGCONT). */
  public void thaw() {
    node.signal(id, "CONT");
  }
}
