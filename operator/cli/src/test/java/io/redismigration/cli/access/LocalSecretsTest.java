package io.redismigration.cli.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.redismigration.engine.control.AddressMapping;
import io.redismigration.migration.model.AuthSpec;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.SecretKeyRef;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.worker.connect.Connections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSecretsTest {
  private static final SecretKeyRef REFERENCE = new SecretKeyRef("redis-old.auth", "password");
  private static final String VARIABLE = "REDIS_MIGRATION_SECRET_REDIS_OLD_AUTH_PASSWORD";

  @TempDir private Path directory;

  @Test
  void readsAFileLaidOutAsAClusterMountsIt() throws IOException {
    Files.createDirectories(directory.resolve("redis-old.auth"));
    Files.writeString(directory.resolve("redis-old.auth/password"), "s3cret\n");
    LocalSecrets secrets = new LocalSecrets(directory, Map.of(VARIABLE, "other"));

    assertThat(secrets.read(REFERENCE)).hasValue("s3cret".getBytes(UTF_8));
  }

  @Test
  void seesARotatedSecret() throws IOException {
    Files.createDirectories(directory.resolve("redis-old.auth"));
    Files.writeString(directory.resolve("redis-old.auth/password"), "old");
    LocalSecrets secrets = new LocalSecrets(directory, Map.of());
    secrets.read(REFERENCE);

    Files.writeString(directory.resolve("redis-old.auth/password"), "new");

    assertThat(secrets.read(REFERENCE)).hasValue("new".getBytes(UTF_8));
  }

  @Test
  void fallsBackToTheEnvironment() throws IOException {
    Map<String, String> environment = Map.of(VARIABLE, "s3cret");

    assertThat(new LocalSecrets(directory, environment).read(REFERENCE))
        .hasValue("s3cret".getBytes(UTF_8));
    assertThat(new LocalSecrets(null, environment).read(REFERENCE))
        .hasValue("s3cret".getBytes(UTF_8));
  }

  @Test
  void oneThatCannotBeReadIsMissingForItsReason() throws IOException {
    Files.createDirectories(directory.resolve("redis-old.auth/password"));
    ConnectionSpec spec =
        new ConnectionSpec(
            null,
            null,
            List.of(new Endpoint("redis-old", 6379)),
            null,
            new AuthSpec(null, REFERENCE),
            null,
            null,
            false);
    Connections connections =
        new Connections(
            new LocalSecrets(directory, Map.of()), AddressMapping.none(), new SocketDialer());

    assertThat(connections.missingSecrets(spec))
        .singleElement(STRING)
        .contains("redis-old.auth/password", "which cannot be read: Is a directory");
  }

  @Test
  void saysWhereItLookedForOneThatIsMissing() throws IOException {
    LocalSecrets secrets = new LocalSecrets(directory, Map.of());

    assertThat(secrets.read(REFERENCE)).isEmpty();
    assertThat(secrets.describe(REFERENCE)).contains("redis-old.auth/password").contains(VARIABLE);
  }

  @Test
  void readsNothingOutsideItsDirectory() {
    LocalSecrets secrets = new LocalSecrets(directory, Map.of());

    assertThatThrownBy(() -> secrets.read(new SecretKeyRef("..", "password")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> secrets.read(new SecretKeyRef("a", "../../etc/passwd")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
