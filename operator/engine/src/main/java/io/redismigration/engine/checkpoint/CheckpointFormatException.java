package io.redismigration.engine.checkpoint;

/** The reserved key holds something that no version known to this build has written. */
public final class CheckpointFormatException extends IllegalArgumentException {
  private static final int SHOWN = 120;

  CheckpointFormatException(String stored, String why) {
    super(
        "not a checkpoint (" + why + "): " + stored.substring(0, Math.min(SHOWN, stored.length())));
  }
}
