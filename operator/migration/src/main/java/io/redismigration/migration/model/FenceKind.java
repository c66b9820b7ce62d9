package io.redismigration.migration.model;

/** What closes the source to writers. */
public enum FenceKind {
  AUTO,
  /** {@code CLIENT PAUSE … WRITE}, a lease that is renewed; Redis 6.2 and Valkey. */
  CLIENT_PAUSE,
  /** {@code min-replicas-to-write} above what is connected; Redis 2.8 on. */
  MIN_REPLICAS,
  /** The user has stopped every writer. */
  EXTERNAL
}
