package io.redismigration.engine.control;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.ProtocolVersion;
import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.resp.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/**
 * {@link RedisControl} over one lettuce connection: RESP2, so that every version from 2.8 answers
 * alike. Opened by the first call, opened again by the next call after it was lost.
 */
public final class LettuceControl implements RedisControl {
  private final RedisClient client;
  private final RedisURI uri;
  private final Side side;
  private final Duration commandTimeout;
  private StatefulRedisConnection<String, String> connection;
  private volatile long connections;

  private record Name(String word) implements ProtocolKeyword {
    @Override
    public byte[] getBytes() {
      return word.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
      return word.toUpperCase(Locale.ROOT);
    }
  }

  /**
   * @param settings where and as whom; the read timeout bounds each command
   * @param side which side's failure an exception reports
   * @param resolver addresses to dial instead of those named
   */
  public LettuceControl(ConnectionSettings settings, Side side, AddressMapping resolver) {
    ConnectionSettings mapped = settings.withEndpoint(resolver.map(settings.endpoint()));
    this.side = side;
    this.commandTimeout = settings.readTimeout();
    this.uri = uri(mapped);
    this.client = RedisClient.create();
    ClientOptions.Builder options =
        ClientOptions.builder()
            .protocolVersion(ProtocolVersion.RESP2)
            .autoReconnect(false)
            .maintNotificationsConfig(MaintNotificationsConfig.disabled())
            .pingBeforeActivateConnection(false)
            .timeoutOptions(TimeoutOptions.create())
            .socketOptions(
                SocketOptions.builder().connectTimeout(settings.connectTimeout()).build());
    mapped.tls().ifPresent(tls -> options.sslOptions(ControlTls.options(tls, mapped.endpoint())));
    client.setOptions(options.build());
  }

  private static RedisURI uri(ConnectionSettings settings) {
    RedisURI uri =
        RedisURI.builder()
            .withHost(settings.endpoint().host())
            .withPort(settings.endpoint().port())
            .withTimeout(settings.readTimeout())
            .build();
    settings
        .password()
        .ifPresent(
            secret -> {
              RedisCredentialsProvider provider =
                  () ->
                      Mono.fromSupplier(
                          () ->
                              RedisCredentials.just(
                                  settings.username().orElse(null), secret.get()));
              uri.setCredentialsProvider(provider);
            });
    settings
        .tls()
        .ifPresent(
            tls -> {
              uri.setSsl(true);
              uri.setVerifyPeer(!tls.insecureSkipVerify());
            });
    settings.clientName().ifPresent(uri::setClientName);
    return uri;
  }

  @Override
  public Object call(String... command) {
    return call(commandTimeout, command);
  }

  @Override
  public Object call(Duration atMost, String... command) {
    try {
      return once(atMost, command);
    } catch (CommandRefusedException e) {
      if (ErrorCode.of(e.text()) != ErrorCode.NOAUTH) {
        throw e;
      }
      // Before Redis 6 a server that gets a password wants it on connections that are open, too.
      disconnect();
      return once(atMost, command);
    }
  }

  /** In one round trip: what is dispatched before a reply is awaited waits for none. */
  @Override
  public void callAll(List<List<String>> commands) {
    List<Sent> all = new ArrayList<>();
    for (List<String> command : commands) {
      String[] words = command.toArray(String[]::new);
      all.add(new Sent(words[0], dispatched(words)));
    }
    RuntimeException first = null;
    for (Sent sent : all) {
      try {
        awaited(commandTimeout, sent);
      } catch (CommandRefusedException | EngineException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private record Sent(String name, AsyncCommand<String, String, Object> command) {}

  private Object once(Duration atMost, String... command) {
    return awaited(atMost, new Sent(command[0], dispatched(command)));
  }

  private AsyncCommand<String, String, Object> dispatched(String... command) {
    AsyncCommand<String, String, Object> sent = prepared(command);
    try {
      if (!isTaken(sent)) {
        sent = prepared(command);
        open().dispatch(sent);
      }
      return sent;
    } catch (RedisException e) {
      throw failure(command[0], e);
    }
  }

  private Object awaited(Duration atMost, Sent sent) {
    try {
      return sent.command().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failure(sent.name(), e.getCause());
    } catch (TimeoutException e) {
      sent.command().cancel();
      throw new EngineException(
          side.unreachable(),
          address() + " did not answer " + sent.name() + " within " + atMost.toMillis() + " ms",
          "check that the server is not blocked and the network is not cut",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException(
          side.unreachable(), "interrupted while waiting for " + address(), "run again", e);
    }
  }

  private static AsyncCommand<String, String, Object> prepared(String... command) {
    CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
    for (int i = 1; i < command.length; i++) {
      args.add(command[i]);
    }
    return new AsyncCommand<>(new Command<>(new Name(command[0]), new ReplyOutput(), args));
  }

  /**
   * False when the connection turned out to be gone before anything was sent: then another one may
   * be tried, for whatever command.
   */
  private boolean isTaken(AsyncCommand<String, String, Object> command) {
    StatefulRedisConnection<String, String> used = open();
    try {
      used.dispatch(command);
      return true;
    } catch (RedisException e) {
      forget(used);
      return false;
    }
  }

  private synchronized void disconnect() {
    if (connection != null) {
      forget(connection);
    }
  }

  private synchronized void forget(StatefulRedisConnection<String, String> used) {
    if (connection == used) {
      connection.closeAsync();
      connection = null;
    }
  }

  private RuntimeException failure(String command, Throwable cause) {
    if (cause instanceof RedisCommandTimeoutException) {
      return new EngineException(
          side.unreachable(),
          address() + " did not answer " + command,
          "check that the server is not blocked",
          cause);
    }
    if (cause instanceof RedisCommandExecutionException refused) {
      return new CommandRefusedException(command, address(), String.valueOf(refused.getMessage()));
    }
    return new EngineException(
        side.unreachable(),
        "the connection to " + address() + " broke during " + command,
        "check the network",
        cause);
  }

  private synchronized StatefulRedisConnection<String, String> open() {
    if (connection == null || !connection.isOpen()) {
      if (connection != null) {
        connection.closeAsync();
        connection = null;
      }
      try {
        connection = connect();
        connections++;
      } catch (RedisConnectionException e) {
        throw ControlFailures.connecting(side, address(), e);
      }
    }
    return connection;
  }

  private StatefulRedisConnection<String, String> connect() {
    try {
      return client.connect(StringCodec.UTF8, uri);
    } catch (RedisConnectionException e) {
      if (!ControlFailures.isPasswordUnwanted(e)) {
        throw e;
      }
      // This once: it may get a password later.
      RedisURI without = RedisURI.builder(uri).build();
      without.setCredentialsProvider(() -> Mono.just(RedisCredentials.just(null, (char[]) null)));
      return client.connect(StringCodec.UTF8, without);
    }
  }

  @Override
  public long connections() {
    return connections;
  }

  @Override
  public String address() {
    return uri.getHost() + ":" + uri.getPort();
  }

  @Override
  public synchronized void close() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }

  /** Which side of the migration a connection belongs to. */
  public enum Side {
    SOURCE(Reason.SourceUnreachable),
    TARGET(Reason.TargetUnreachable);

    private final Reason unreachable;

    Side(Reason unreachable) {
      this.unreachable = unreachable;
    }

    Reason unreachable() {
      return unreachable;
    }
  }
}
