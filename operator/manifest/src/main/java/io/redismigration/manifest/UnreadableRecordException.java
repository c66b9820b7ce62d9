package io.redismigration.manifest;

/** JSON that this release cannot read: of a later release, or changed by somebody else. */
public final class UnreadableRecordException extends RuntimeException {

  UnreadableRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
