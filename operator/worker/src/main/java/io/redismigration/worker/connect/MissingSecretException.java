package io.redismigration.worker.connect;

import io.redismigration.migration.model.SecretKeyRef;

/** A Secret or one of its keys is not there. */
public final class MissingSecretException extends RuntimeException {
  private final transient SecretKeyRef reference;

  MissingSecretException(SecretKeyRef reference) {
    super("Secret " + reference.name() + " has no key " + reference.key() + ", or does not exist");
    this.reference = reference;
  }

  /** Which one. */
  public SecretKeyRef reference() {
    return reference;
  }
}
