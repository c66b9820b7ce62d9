/**
 * The target side of the snapshot: RDB bytes in, MSETNX, SET and RESTORE out through the lanes.
 * Knows where a snapshot ends but nothing of offsets, checkpoints (see {@code stream}, {@code
 * checkpoint}) or sockets. Start at {@link io.redismigration.engine.snapshot.SnapshotApplier}.
 */
package io.redismigration.engine.snapshot;
