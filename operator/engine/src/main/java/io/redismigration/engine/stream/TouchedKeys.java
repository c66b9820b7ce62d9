package io.redismigration.engine.stream;

import java.nio.ByteBuffer;

/**
 * The keys that stream commands named while tracking was on: what a verification that ran meanwhile
 * has to look at again. Off, it costs one volatile read per command.
 */
public final class TouchedKeys extends KeysByDatabase {
  private volatile boolean tracking;

  /**
   * @param limitBytes the most that the keys of one database may take, in bytes
   */
  public TouchedKeys(int limitBytes) {
    super(limitBytes);
  }

  /** Starts with empty sets. */
  public void startTracking() {
    take();
    tracking = true;
  }

  /**
   * Commands that were read already may be read again: what they exchanged is exchanged twice here,
   * so that keys may be looked for in the wrong database.
   */
  public void readAgain() {
    if (!moved().isEmpty()) {
      overflow();
    }
  }

  /** Stops tracking; what was collected stays until it is taken. */
  public void stopTracking() {
    tracking = false;
  }

  public boolean isTracking() {
    return tracking;
  }

  @Override
  public void add(int database, ByteBuffer from, int position, int length) {
    if (tracking) {
      super.add(database, from, position, length);
    }
  }
}
