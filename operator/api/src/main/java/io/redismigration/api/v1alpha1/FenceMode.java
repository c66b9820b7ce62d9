package io.redismigration.api.v1alpha1;

/** How the source is closed to writers. */
public enum FenceMode {
  /** ClientPause where permitted, else MinReplicas where it is safe. */
  Auto,

  /** CLIENT PAUSE WRITE, renewed. */
  ClientPause,

  /** min-replicas-to-write. */
  MinReplicas,

  /** The user has stopped all writers. */
  External
}
