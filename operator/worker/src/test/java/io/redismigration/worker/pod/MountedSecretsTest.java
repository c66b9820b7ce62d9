package io.redismigration.worker.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.SecretKeyRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedSecretsTest {
  @TempDir private Path directory;

  @Test
  void followsTheKubeletsSwapOfAllFilesAtOnce() throws IOException {
    Path secret = Files.createDirectories(directory.resolve("old"));
    version(secret, "..2026_1", "first");
    Files.createSymbolicLink(secret.resolve("..data"), Path.of("..2026_1"));
    Files.createSymbolicLink(secret.resolve("password"), Path.of("..data", "password"));
    MountedSecrets secrets = new MountedSecrets(directory);
    assertThat(secrets.read(new SecretKeyRef("old", "password"))).hasValue("first".getBytes());

    version(secret, "..2026_2", "second");
    Files.delete(secret.resolve("..data"));
    Files.createSymbolicLink(secret.resolve("..data"), Path.of("..2026_2"));

    assertThat(secrets.read(new SecretKeyRef("old", "password"))).hasValue("second".getBytes());
  }

  @Test
  void whatIsMissingIsAbsent() {
    MountedSecrets secrets = new MountedSecrets(directory);

    assertThat(secrets.read(new SecretKeyRef("none", "password"))).isEmpty();
    assertThat(secrets.read(new SecretKeyRef("..", "password"))).isEmpty();
    assertThat(secrets.read(new SecretKeyRef("old", "../../etc/passwd"))).isEmpty();
  }

  private static void version(Path secret, String name, String value) throws IOException {
    Files.writeString(Files.createDirectory(secret.resolve(name)).resolve("password"), value);
  }
}
