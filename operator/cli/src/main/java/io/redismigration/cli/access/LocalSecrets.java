package io.redismigration.cli.access;

import io.redismigration.migration.model.SecretKeyRef;
import io.redismigration.worker.connect.SecretSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Supplies what a manifest's secret references name: the file {@code DIR/<name>/<key>}, laid out as
 * a cluster mounts it, else the variable {@code REDIS_MIGRATION_SECRET_<NAME>_<KEY>}, upper-cased
 * and with {@code _} for whatever is neither letter nor digit.
 */
public final class LocalSecrets implements SecretSource {
  private static final String PREFIX = "REDIS_MIGRATION_SECRET_";

  private final Path directory;
  private final Map<String, String> environment;

  /**
   * @param directory null: only the environment is looked at
   * @param environment of the process
   */
  public LocalSecrets(Path directory, Map<String, String> environment) {
    this.directory = directory;
    this.environment = environment;
  }

  /**
   * The secret, read anew at each call so that a rotated one is seen.
   *
   * @return its bytes without one trailing line end; empty if there is no such secret
   * @throws UncheckedIOException if its file is there but cannot be read
   */
  @Override
  public Optional<byte[]> read(SecretKeyRef reference) {
    if (directory != null) {
      try {
        return Optional.of(withoutLineEnd(Files.readAllBytes(file(reference))));
      } catch (NoSuchFileException absent) {
        return fromEnvironment(reference);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(
            "the secret file %s cannot be read".formatted(file(reference)), unreadable);
      }
    }
    return fromEnvironment(reference);
  }

  @Override
  public String describe(SecretKeyRef reference) {
    String variable = "the variable " + variable(reference);
    return directory == null ? variable : "the file " + file(reference) + " or " + variable;
  }

  private Optional<byte[]> fromEnvironment(SecretKeyRef reference) {
    return Optional.ofNullable(environment.get(variable(reference)))
        .map(value -> value.getBytes(StandardCharsets.UTF_8));
  }

  private Path file(SecretKeyRef reference) {
    Path root = directory.toAbsolutePath().normalize();
    Path file = root.resolve(reference.name()).resolve(reference.key()).normalize();
    if (!file.startsWith(root) || file.getNameCount() != root.getNameCount() + 2) {
      throw new IllegalArgumentException(
          "secret %s/%s does not name a file two levels below --secrets; rename it"
              .formatted(reference.name(), reference.key()));
    }
    return file;
  }

  private static String variable(SecretKeyRef reference) {
    return PREFIX + upper(reference.name()) + "_" + upper(reference.key());
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  private static byte[] withoutLineEnd(byte[] bytes) {
    int end = bytes.length;
    if (end > 0 && bytes[end - 1] == '\n') {
      end--;
      if (end > 0 && bytes[end - 1] == '\r') {
        end--;
      }
    }
    return end == bytes.length ? bytes : Arrays.copyOf(bytes, end);
  }
}
