package io.redismigration.worker.connect;

import java.util.function.Supplier;

/**
 * The password as it is now, else as it was: a Secret that is deleted, perhaps to be created anew,
 * must not end what runs. Whether the former one is still right the server says. For any thread.
 */
final class LastPassword implements Supplier<char[]> {
  private final Supplier<char[]> now;
  private char[] last;

  /**
   * @param now reads it; {@link MissingSecretException} when it is not there
   */
  LastPassword(Supplier<char[]> now) {
    this.now = now;
  }

  /**
   * A copy of its own for each caller, who may wipe it.
   *
   * @throws MissingSecretException when it never was there
   */
  @Override
  public synchronized char[] get() {
    try {
      last = now.get();
    } catch (MissingSecretException e) {
      if (last == null) {
        throw e;
      }
    }
    return last.clone();
  }
}
