package io.redismigration.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.testkit.client.Pipeline;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.client.RespError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisServerTest {

  @AutoClose private final RedisServers servers = RedisServers.standard();

  @Test
  void startsAgainEmptyOrFromADump(@TempDir Path temp) throws IOException {
    RedisServer server = servers.start("6.2");
    server.command("SET", "k", "v");
    server.command("SAVE");
    Path kept = Files.copy(server.rdbFile(), temp.resolve("kept.rdb"));
    int port = server.port();

    server.restartEmpty();
    assertThat(server.command("DBSIZE")).isEqualTo(0L);

    server.restartFromDump(kept);
    assertThat(server.command("GET", "k")).isEqualTo("v");
    assertThat(server.port()).isEqualTo(port);
  }

  @Test
  void aFrozenServerAnswersAfterItIsThawed() {
    RedisServer server = servers.start("7.0");
    try (RespConnection connection = server.connect()) {
      server.freeze();
      connection.timeout(Duration.ofMillis(200));
      assertThatThrownBy(() -> connection.command("PING")).isInstanceOf(UncheckedIOException.class);

      server.thaw();

      connection.timeout(Duration.ofSeconds(5));
      assertThat(connection.read()).isEqualTo("PONG");
    }
  }

  @Test
  void takesOptionsAndLimitsDatabases() {
    RedisServer server =
        servers.start(
            "7.0", ServerOptions.defaults().databases(2).config("repl-backlog-size", "2mb"));

    assertThat(server.command("CONFIG", "GET", "repl-backlog-size"))
        .isEqualTo(List.of("repl-backlog-size", "2097152"));
    try (RespConnection connection = server.connect()) {
      assertThatThrownBy(() -> connection.command("SELECT", "2")).isInstanceOf(RespError.class);
    }
    assertThat(server.info("redis_version")).contains(server.version().toString());
  }

  @Test
  void aWrongOptionIsAnErrorWithTheServersLog() {
    assertThatThrownBy(
            () -> servers.start("7.0", ServerOptions.defaults().config("no-such-thing", "1")))
        .isInstanceOf(ServerFailedException.class)
        .hasMessageContaining("no-such-thing");
  }

  @Test
  void aPipelineThrowsTheFirstError() {
    RedisServer server = servers.start("2.8");
    Pipeline pipeline = server.pipeline();
    for (int i = 0; i < 10_000; i++) {
      pipeline.add("INCR", "counter");
    }
    pipeline.drain();
    assertThat(server.command("GET", "counter")).isEqualTo("10000");

    pipeline.add("LPUSH", "counter", "x");
    assertThatThrownBy(pipeline::close)
        .isInstanceOfSatisfying(
            RespError.class, error -> assertThat(error.code()).isEqualTo("WRONGTYPE"));
  }

  @Test
  void closingLeavesNeitherProcessNorFiles() {
    RedisServers own = RedisServers.standard();
    RedisServer server = own.start("2.8");

    own.close();

    assertThat(server.isRunning()).isFalse();
    assertThat(server.dir()).doesNotExist();
  }

  @Test
  void serversDieWithAKilledTestProcess(@TempDir Path temp) throws IOException {
    Process tests =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temp,
                "-cp",
                System.getProperty("java.class.path"),
                Orphans.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = tests.inputReader()) {
      int port =
          out.lines()
              .filter(line -> line.startsWith(Orphans.MARK))
              .mapToInt(line -> Integer.parseInt(line.substring(Orphans.MARK.length())))
              .findFirst()
              .orElseThrow();
      assertThat(answers(port)).isTrue();

      tests.destroyForcibly();

      Awaitility.await().until(() -> !answers(port));
    }
  }

  /** Starts a server, says where, and waits to be killed. */
  static final class Orphans {

    private static final String MARK = "port=";

    private Orphans() {}

    public static void main(String... args) throws InterruptedException {
      try (RedisServers servers = RedisServers.standard()) {
        System.out.println(MARK + servers.start("2.8").port());
        Thread.sleep(Duration.ofMinutes(1).toMillis());
      }
    }
  }

  private static boolean answers(int port) {
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
    try (RespConnection connection =
        RespConnection.open(address, Optional.empty(), Duration.ofSeconds(2))) {
      return connection.command("PING").equals("PONG");
    } catch (UncheckedIOException gone) {
      return false;
    }
  }
}
