package io.redismigration.testkit.kubernetes;

/** A process of the cluster that a test may end. Containers go on without any of them. */
public enum Daemon {
  ETCD("etcd"),
  API_SERVER("kube-apiserver"),
  CONTROLLER_MANAGER("kube-controller-manager"),
  SCHEDULER("kube-scheduler"),
  CONTAINERD("containerd"),
  KUBELET("kubelet"),
  PROXY("kube-proxy"),
  DNS("coredns");

  private final String program;

  Daemon(String program) {
    this.program = program;
  }

  /** Name of its program. */
  public String program() {
    return program;
  }
}
