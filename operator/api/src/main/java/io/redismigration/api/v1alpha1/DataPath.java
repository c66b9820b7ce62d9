package io.redismigration.api.v1alpha1;

/** How data gets to the target. */
public enum DataPath {
  /** The best the checks prove possible. */
  Auto,

  /** RESTORE and the rewritten stream of commands. */
  Commands,

  /** The target becomes a replica of the worker. */
  Relay
}
