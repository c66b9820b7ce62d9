package io.redismigration.api.v1alpha1;

/**
 * How the endpoints are reached: chooses the checks and the hint given when the network is
 * unreachable.
 */
public enum Access {
  /** Through a public address. */
  PublicNetwork,

  /** A virtual machine beside the cluster. */
  VirtualMachine,

  /** A leased line. */
  DirectConnect,

  /** A VPN. */
  Vpn,

  /** A Service or Pod of this cluster. */
  InCluster,

  /** An instance managed by a provider. */
  Managed
}
