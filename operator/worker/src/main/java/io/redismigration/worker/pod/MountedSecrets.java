package io.redismigration.worker.pod;

import io.redismigration.migration.model.SecretKeyRef;
import io.redismigration.worker.connect.SecretSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Secrets as files {@code <directory>/<name>/<key>}. The kubelet replaces all files of a Secret at
 * once when it is rotated, some time (a minute, usually) after the Secret has changed; they are
 * read anew each time.
 */
public final class MountedSecrets implements SecretSource {
  private final Path directory;

  /** Below that directory. */
  public MountedSecrets(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
  }

  /**
   * {@inheritDoc}
   *
   * @throws UncheckedIOException if the file is there but cannot be read
   */
  @Override
  public Optional<byte[]> read(SecretKeyRef reference) {
    Path file = directory.resolve(reference.name()).resolve(reference.key()).normalize();
    if (!file.startsWith(directory) || file.getNameCount() != directory.getNameCount() + 2) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException | NotDirectoryException absent) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "the mounted Secret " + reference.name() + " cannot be read", unreadable);
    }
  }
}
