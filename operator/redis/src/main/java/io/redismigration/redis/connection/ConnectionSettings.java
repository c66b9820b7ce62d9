package io.redismigration.redis.connection;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where to connect, as whom, and how patiently. Immutable; {@code with…} returns a changed copy.
 *
 * @param endpoint the server
 * @param username ACL user (server 6.0 and later), empty for the default user
 * @param password asked for at every connection, so that a rotated one is picked up; the array is
 *     wiped after use, so the supplier hands out a fresh one
 * @param tls how to encrypt; empty for a plain connection
 * @param connectTimeout for the connection of one address and for the TLS handshake; positive
 * @param readTimeout silence after which a read gives up; zero for never
 * @param writeTimeout how long a write may not move at all; zero for ever
 * @param clientName what CLIENT LIST shows, if the server lets us set it
 */
public record ConnectionSettings(
    Endpoint endpoint,
    Optional<String> username,
    Optional<Supplier<char[]>> password,
    Optional<TlsSettings> tls,
    Duration connectTimeout,
    Duration readTimeout,
    Duration writeTimeout,
    Optional<String> clientName) {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration READ = Duration.ofSeconds(30);
  private static final Duration WRITE = Duration.ofSeconds(60);

  public ConnectionSettings {
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(password, "password");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(clientName, "clientName");
    if (username.isPresent() && password.isEmpty()) {
      throw new IllegalArgumentException("a user name needs a password");
    }
    if (connectTimeout.isNegative() || connectTimeout.isZero()) {
      throw new IllegalArgumentException("the connect timeout must be positive");
    }
    if (readTimeout.isNegative() || writeTimeout.isNegative()) {
      throw new IllegalArgumentException("a timeout must not be negative");
    }
  }

  /** A plain connection without password: 5 s to connect, 30 s for a read, 60 s for a write. */
  public static ConnectionSettings to(Endpoint endpoint) {
    return new ConnectionSettings(
        endpoint,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        CONNECT,
        READ,
        WRITE,
        Optional.empty());
  }

  /** The same settings for another server. */
  public ConnectionSettings withEndpoint(Endpoint other) {
    return new ConnectionSettings(
        other, username, password, tls, connectTimeout, readTimeout, writeTimeout, clientName);
  }

  public ConnectionSettings withPassword(Supplier<char[]> secret) {
    return new ConnectionSettings(
        endpoint,
        username,
        Optional.of(secret),
        tls,
        connectTimeout,
        readTimeout,
        writeTimeout,
        clientName);
  }

  public ConnectionSettings withUser(String name, Supplier<char[]> secret) {
    return new ConnectionSettings(
        endpoint,
        Optional.of(name),
        Optional.of(secret),
        tls,
        connectTimeout,
        readTimeout,
        writeTimeout,
        clientName);
  }

  public ConnectionSettings withTls(TlsSettings settings) {
    return new ConnectionSettings(
        endpoint,
        username,
        password,
        Optional.of(settings),
        connectTimeout,
        readTimeout,
        writeTimeout,
        clientName);
  }

  public ConnectionSettings withTimeouts(Duration connect, Duration read, Duration write) {
    return new ConnectionSettings(
        endpoint, username, password, tls, connect, read, write, clientName);
  }

  public ConnectionSettings withClientName(String name) {
    return new ConnectionSettings(
        endpoint,
        username,
        password,
        tls,
        connectTimeout,
        readTimeout,
        writeTimeout,
        Optional.of(name));
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return "ConnectionSettings["
        + endpoint
        + username.map(name -> ", user=" + name).orElse("")
        + (password.isPresent() ? ", password set" : ", no password")
        + tls.map(settings -> ", " + settings).orElse(", plain")
        + "]";
  }
}
