package io.redismigration.testkit;

import io.redismigration.testkit.client.Pipeline;
import io.redismigration.testkit.client.RespConnection;
import io.redismigration.testkit.client.RespError;
import io.redismigration.testkit.net.Ports;
import io.redismigration.testkit.origin.Installation;
import io.redismigration.testkit.tls.TestCertificates;
import io.redismigration.testkit.waiting.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * A real server process of this machine, with a directory of its own. It keeps port and directory
 * over restarts. For one thread at a time, but for {@link #command} and {@link #connect}, which are
 * for any.
 */
public final class RedisServer implements AutoCloseable {

  /** How long a server may take to come up or to go down. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(30);
  private static final int PORT_ATTEMPTS = 8;
  private static final String LOOPBACK = "127.0.0.1";

  private final Installation installation;
  private final ServerOptions options;
  private final ProcessStarter starter;
  private final Path dir;
  private final String adminSecret = UUID.randomUUID().toString();
  private int port;
  private Process process;

  private RedisServer(
      Installation installation, ServerOptions options, ProcessStarter starter, Path dir) {
    this.installation = installation;
    this.options = options;
    this.starter = starter;
    this.dir = dir;
  }

  static RedisServer start(
      Installation installation, ServerOptions options, ProcessStarter starter) {
    try {
      Path dir = Files.createTempDirectory("redis-testkit-");
      RedisServer server = new RedisServer(installation, options, starter, dir);
      try {
        server.launchOnAnyPort();
      } catch (RuntimeException failure) {
        server.close();
        throw failure;
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a directory for a server", e);
    }
  }

  /** Address to reach it by: loopback, unless it was asked to be reachable elsewhere. */
  public String host() {
    return options.address().orElse(LOOPBACK);
  }

  /** Its port, for TLS where it speaks TLS. */
  public int port() {
    return port;
  }

  /** {@code host:port}. */
  public String address() {
    return host() + ":" + port;
  }

  /** What really runs, with patch level. */
  public ServerVersion version() {
    return installation.version();
  }

  /** Its working directory, with configuration, dumps and log; removed when closed. */
  public Path dir() {
    return dir;
  }

  /** Where it writes and looks for its dump; need not exist. */
  public Path rdbFile() {
    return dir.resolve("dump.rdb");
  }

  /** Process id of the last start. */
  public long pid() {
    return process.pid();
  }

  /** Whether its process lives. */
  public boolean isRunning() {
    return process.isAlive();
  }

  /** The certificates it was started with. */
  public Optional<TestCertificates> certificates() {
    return options.certificates();
  }

  /** All it has printed so far, over restarts. */
  public String log() {
    try {
      return Files.exists(logFile())
          ? Files.readString(logFile(), StandardCharsets.ISO_8859_1)
          : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs one command with all rights, on a connection of its own.
   *
   * @return as {@link RespConnection#command} says
   * @throws RespError if the server answers with an error
   */
  public Object command(String... words) {
    try (RespConnection connection = connect()) {
      return connection.command(words);
    }
  }

  /**
   * A field of INFO, such as {@code master_repl_offset}; empty if this version does not have it.
   */
  public Optional<String> info(String field) {
    Map<String, String> fields = new HashMap<>();
    for (String line : ((String) command("INFO")).split("\r\n")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 1));
      }
    }
    return Optional.ofNullable(fields.get(field));
  }

  /** A connection with all rights, whatever users and passwords were set. */
  public RespConnection connect() {
    RespConnection connection = connectUnauthenticated();
    try {
      if (!options.users().isEmpty()) {
        connection.command("AUTH", ServerConfig.ADMIN, adminSecret);
      } else if (options.password().isPresent()) {
        connection.command("AUTH", options.password().get());
      }
      return connection;
    } catch (RuntimeException failure) {
      connection.close();
      throw failure;
    }
  }

  /** A connection nobody logged in on; with a client certificate where the server speaks TLS. */
  public RespConnection connectUnauthenticated() {
    Optional<SSLContext> tls = options.certificates().map(TestCertificates::clientContext);
    return RespConnection.open(new InetSocketAddress(LOOPBACK, port), tls, REPLY_TIMEOUT);
  }

  /** Many commands in flight, with all rights. */
  public Pipeline pipeline() {
    return new Pipeline(connect());
  }

  /** Kills it as the kernel would: no dump, no farewell. Returns when it is gone. */
  public void kill9() {
    process.destroyForcibly();
    awaitExit();
  }

  /** Shuts down in order without writing a dump. Returns when it is gone. */
  public void stop() {
    shutdown("NOSAVE");
  }

  /** Shuts down in order, its data written to {@link #rdbFile}. Returns when it is gone. */
  public void stopSaving() {
    shutdown("SAVE");
  }

  /**
   * Starts it again on the same port with the data it had; after {@link #kill9}, with the last dump
   * there is.
   */
  public void restart() {
    if (isRunning()) {
      stopSaving();
    }
    launchOnSamePort();
  }

  /** Starts it again on the same port without any data. */
  public void restartEmpty() {
    stop();
    try {
      Files.deleteIfExists(rdbFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    launchOnSamePort();
  }

  /** Starts it again on the same port with the data of that dump. */
  public void restartFromDump(Path rdb) {
    stop();
    try {
      Files.copy(rdb, rdbFile(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    launchOnSamePort();
  }

  /** Stops the process by SIGSTOP: connections stay, nothing is answered. */
  public void freeze() {
    signal("STOP");
  }

  /** Lets a frozen server go on. */
  public void thaw() {
    signal("CONT");
  }

  /** Kills it and removes its directory; the second time does nothing. */
  @Override
  public void close() {
    if (process != null) {
      kill9();
    }
    if (!Files.exists(dir)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(dir)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + dir, e);
    }
  }

  @Override
  public String toString() {
    return version() + "@" + address();
  }

  private void signal(String name) {
    Process kill =
        starter.start(
            List.of("/bin/kill", "-" + name, Long.toString(pid())), dir, dir.resolve("kill.log"));
    kill.onExit().join();
  }

  private void shutdown(String how) {
    if (isRunning()) {
      try {
        command("SHUTDOWN", how);
      } catch (UncheckedIOException expected) {
        awaitExit();
        return;
      }
      throw new ServerFailedException(this + " answered SHUTDOWN" + logTail());
    }
  }

  private void awaitExit() {
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ServerFailedException(this + " does not end" + logTail());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + this + " ended", e);
    }
  }

  private void launchOnAnyPort() {
    for (int attempt = 1; attempt <= PORT_ATTEMPTS; attempt++) {
      port =
          options.mode() == ServerOptions.Mode.CLUSTER_NODE
              ? Ports.freeWithClusterBus()
              : Ports.free();
      if (launch()) {
        return;
      }
    }
    throw new ServerFailedException("every port tried was taken meanwhile" + logTail());
  }

  /** The old port may still be taken for a moment by an outgoing connection of someone else. */
  private void launchOnSamePort() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!launch()) {
      if (System.nanoTime() > deadline) {
        throw new ServerFailedException("port " + port + " was taken meanwhile" + logTail());
      }
      Waiting.pause();
    }
  }

  /** Starts the process and waits until it answers; false if its port was taken. */
  private boolean launch() {
    List<String> command = new ArrayList<>(installation.launcher());
    try {
      int logBefore = log().length();
      command.add(new ServerConfig(version(), options, dir, port, adminSecret).write().toString());
      if (options.mode() == ServerOptions.Mode.SENTINEL) {
        command.add("--sentinel");
      }
      process = starter.start(command, dir, logFile());
      return awaitAnswer(logBefore);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot configure a server in " + dir, e);
    }
  }

  private boolean awaitAnswer(int logBefore) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (!isRunning()) {
        String said = log().substring(logBefore);
        if (said.contains("Address already in use")) {
          return false;
        }
        throw new ServerFailedException(version() + " ended at once:\n" + said);
      }
      if (System.nanoTime() > deadline) {
        throw new ServerFailedException(this + " does not answer" + logTail());
      }
      Waiting.pause();
    }
    return true;
  }

  /** Whether our process serves commands: on a port taken meanwhile someone else's may answer. */
  private boolean answers() {
    try (RespConnection connection = connect()) {
      String info = (String) connection.command("INFO", "server");
      return info.contains("process_id:" + pid() + "\r\n") && !isLoading(connection);
    } catch (UncheckedIOException | RespError notYet) {
      return false;
    }
  }

  /** A replica without its master may answer PING with an error, and yet be up. */
  private static boolean isLoading(RespConnection connection) {
    try {
      connection.command("PING");
      return false;
    } catch (RespError error) {
      return error.code().equals("LOADING");
    }
  }

  private Path logFile() {
    return dir.resolve("server.log");
  }

  private String logTail() {
    String log = log();
    return ":\n" + log.substring(Math.max(0, log.length() - 4_000));
  }
}
