package io.redismigration.migration.model;

import java.util.List;

/**
 * One side's servers and how to reach them.
 *
 * @param topology default Auto
 * @param access default InCluster
 * @param instanceRef null: not checked
 * @param auth null: no password
 * @param tls null: plain text
 * @param sentinel null unless the endpoints are Sentinels
 * @param preferReplica read the snapshot from a replica
 */
public record ConnectionSpec(
    Topology topology,
    AccessKind access,
    List<Endpoint> endpoints,
    InstanceRef instanceRef,
    AuthSpec auth,
    TlsSpec tls,
    SentinelSpec sentinel,
    boolean preferReplica) {

  public ConnectionSpec {
    topology = Defaults.or(topology, Topology.AUTO);
    access = Defaults.or(access, AccessKind.IN_CLUSTER);
    endpoints = Defaults.list(endpoints);
  }

  /** A plain connection without password, everything else by default. */
  public static ConnectionSpec to(Endpoint endpoint) {
    return new ConnectionSpec(null, null, List.of(endpoint), null, null, null, null, false);
  }
}
