package io.redismigration.worker.pod.switchover;

/** The API server will not have it as things are; trying again alone does not help. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
