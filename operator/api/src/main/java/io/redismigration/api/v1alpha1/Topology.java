package io.redismigration.api.v1alpha1;

/** How a side is laid out. */
public enum Topology {
  /** Found out from the server itself. */
  Auto,

  /** One primary, with or without replicas. */
  Standalone,

  /** A primary found through Sentinel. */
  Sentinel,

  /** A Redis Cluster. */
  Cluster
}
