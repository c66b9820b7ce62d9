package io.redismigration.api.v1alpha1;

/** How a verification of every key comes by the keys. */
public enum VerificationMethod {
  /** Every key is read from both sides. */
  Commands,

  /** From a snapshot of either side, taken at one offset; what differs there is read. */
  Snapshots
}
