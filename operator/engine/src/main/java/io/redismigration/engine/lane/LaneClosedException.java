package io.redismigration.engine.lane;

/** The lane was closed while somebody waited for it. */
public final class LaneClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  LaneClosedException() {
    super("the lane to the target was closed");
  }
}
