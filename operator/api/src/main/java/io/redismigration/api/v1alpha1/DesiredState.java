package io.redismigration.api.v1alpha1;

/** How far a worker shall go. */
public enum DesiredState {
  /** Up to a prepared source and target. */
  Prepare,

  /** Full sync and stream. */
  Run,

  /** Fence, drain, seal. */
  Freeze,

  /** After the commit: close the link, restore, clean up. */
  Detach,

  /** Stop wherever it is and restore. */
  Stop
}
