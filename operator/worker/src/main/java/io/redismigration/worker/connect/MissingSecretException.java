package io.redismigration.worker.connect;

import io.redismigration.migration.model.SecretKeyRef;

/** What a reference names is not there. */
public final class MissingSecretException extends RuntimeException {
  private final transient SecretKeyRef reference;
  private final String where;

  /**
   * @param where it was looked for
   */
  MissingSecretException(SecretKeyRef reference, String where) {
    super("not there: " + where);
    this.reference = reference;
    this.where = where;
  }

  /** Where it was looked for. */
  String where() {
    return where;
  }

  /** Which one. */
  public SecretKeyRef reference() {
    return reference;
  }
}
