package io.redismigration.migration.model;

/** Which way the data takes to the target. */
public enum ReplicationMode {
  AUTO,
  /** Snapshot by RESTORE and MSET, stream by commands: works for every target. */
  COMMANDS,
  /** The target replicates from the worker by its own REPLICAOF. */
  RELAY
}
