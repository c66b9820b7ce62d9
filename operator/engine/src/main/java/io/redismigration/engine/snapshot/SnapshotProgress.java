package io.redismigration.engine.snapshot;

/**
 * How far the applier is. Written by its thread once per batch or so, read by any.
 *
 * <p>Counts what was read; what the target has confirmed is a few batches behind.
 */
public final class SnapshotProgress {

  private volatile long bytes;
  private volatile long keys;

  /** Bytes of the snapshot read so far. */
  public long bytes() {
    return bytes;
  }

  /** Keys read so far, expired ones included. */
  public long keys() {
    return keys;
  }

  void update(long bytesNow, long keysNow) {
    bytes = bytesNow;
    keys = keysNow;
  }
}
