package io.redismigration.testkit.kubernetes;

/** The one cluster of this process. A failure to take it is kept, too: it would only repeat. */
enum Shared {
  INSTANCE;

  private Kubernetes taken;
  private ClusterUnavailableException failure;

  synchronized Kubernetes get() {
    if (failure != null) {
      throw new ClusterUnavailableException(failure.getMessage(), failure);
    }
    if (taken == null) {
      try {
        taken = new Kubernetes(Clusters.standard().take(ClusterKind.wanted()));
      } catch (ClusterUnavailableException e) {
        failure = e;
        throw e;
      }
      Runtime.getRuntime().addShutdownHook(new Thread(taken::close, "cluster-shutdown"));
    }
    return taken;
  }
}
