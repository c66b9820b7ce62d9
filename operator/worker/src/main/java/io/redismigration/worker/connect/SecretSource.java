package io.redismigration.worker.connect;

import io.redismigration.migration.model.SecretKeyRef;
import java.util.Optional;

/**
 * Where the values behind references come from: files in a pod, a directory or the environment
 * elsewhere.
 */
@FunctionalInterface
public interface SecretSource {

  /**
   * Reads one value, anew at every call so that a rotated one is found.
   *
   * @return its bytes, the caller's to wipe; empty when there is no such Secret or key
   * @throws java.io.UncheckedIOException when it is there and cannot be read
   */
  Optional<byte[]> read(SecretKeyRef reference);

  /** Where it is looked for, in the words of the place; a person has to put it there. */
  default String describe(SecretKeyRef reference) {
    return "key %s of Secret %s".formatted(reference.key(), reference.name());
  }
}
