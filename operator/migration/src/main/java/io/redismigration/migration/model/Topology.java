package io.redismigration.migration.model;

/** How the servers of one side belong together. */
public enum Topology {
  AUTO,
  STANDALONE,
  SENTINEL,
  CLUSTER
}
