package io.redismigration.migration.model;

/** Which network lies between: chooses the hint when a server cannot be reached. */
public enum AccessKind {
  PUBLIC_NETWORK,
  VIRTUAL_MACHINE,
  DIRECT_CONNECT,
  VPN,
  IN_CLUSTER,
  MANAGED
}
