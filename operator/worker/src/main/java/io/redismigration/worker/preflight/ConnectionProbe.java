package io.redismigration.worker.preflight;

import io.redismigration.migration.checks.ConnectionFacts;
import io.redismigration.migration.checks.ConnectionFacts.Auth;
import io.redismigration.migration.checks.ConnectionFacts.Network;
import io.redismigration.migration.checks.ConnectionFacts.Tls;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.Side;
import io.redismigration.redis.connection.ConnectionException;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.resp.ErrorCode;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.RedisErrorException;
import io.redismigration.redis.resp.Reply;
import io.redismigration.worker.connect.Connections;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Goes the way to one server as far as it leads: name, network, TLS, log-in, permissions. */
final class ConnectionProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int PINGS = 5;

  private final Connections connections;
  private final ConnectionSpec spec;
  private final Side side;

  private List<String> addresses = List.of();
  private String forbidden;
  private Network network = Network.NO_ROUTE;
  private Tls tls;
  private Instant certificateEnds;
  private Auth auth = Auth.NOT_TRIED;
  private Duration roundTrip;
  private String user;
  private Permissions.Seen permissions = Permissions.Seen.nothing();

  ConnectionProbe(Connections connections, ConnectionSpec spec, Side side) {
    this.connections = connections;
    this.spec = spec;
    this.side = side;
    this.tls = spec.tls() == null ? Tls.NOT_WANTED : Tls.FAILED;
  }

  ConnectionFacts look() {
    List<String> missing = connections.missingSecrets(spec);
    if (resolve() && missing.isEmpty()) {
      connect();
    } else if (!addresses.isEmpty() && forbidden == null) {
      reach();
    }
    return new ConnectionFacts(
        side,
        spec.endpoints().get(0),
        spec.access(),
        missing,
        addresses,
        forbidden,
        network,
        roundTrip,
        tls,
        certificateEnds,
        auth,
        user,
        permissions.denied(),
        permissions.deniedOptional(),
        permissions.unknown(),
        permissions.unknownOptional());
  }

  private boolean resolve() {
    Endpoint endpoint = connections.endpoint(spec);
    try {
      InetAddress[] all = InetAddress.getAllByName(endpoint.host());
      addresses = Arrays.stream(all).map(InetAddress::getHostAddress).toList();
      forbidden =
          Arrays.stream(all)
              .filter(ConnectionProbe::isForbidden)
              .map(InetAddress::getHostAddress)
              .findFirst()
              .orElse(null);
    } catch (UnknownHostException e) {
      addresses = List.of();
    }
    return !addresses.isEmpty() && forbidden == null;
  }

  /**
   * Metadata services of the clouds live on link-local addresses, all but one on 169.254.169.254.
   */
  private static boolean isForbidden(InetAddress address) {
    return address.isLinkLocalAddress()
        || address.isMulticastAddress()
        || address.isAnyLocalAddress();
  }

  /** Secrets are missing: the network can be looked at all the same. */
  private void reach() {
    ConnectionSettings plain =
        ConnectionSettings.to(connections.endpoint(spec))
            .withTimeouts(PATIENCE, PATIENCE, PATIENCE);
    try {
      connections.dialer().dial(plain).close();
      network = Network.CONNECTED;
    } catch (ConnectionException e) {
      network = network(e);
    } catch (IOException e) {
      network = Network.CLOSED_AT_ONCE;
    }
  }

  private void connect() {
    ConnectionSettings settings =
        connections.settings(spec).withTimeouts(PATIENCE, PATIENCE, PATIENCE);
    try (RedisConnection open = RedisConnection.open(connections.dialer(), settings)) {
      network = Network.CONNECTED;
      tls = spec.tls() == null ? Tls.NOT_WANTED : Tls.ESTABLISHED;
      certificateEnds = open.transport().certificateEnds().orElse(null);
      auth = settings.password().isPresent() ? Auth.ACCEPTED : Auth.NO_PASSWORD_NEEDED;
      if (open.passwordUnwanted()) {
        auth = Auth.PASSWORD_NOT_WANTED;
      }
      look(open, settings);
    } catch (RedisErrorException e) {
      network = Network.CONNECTED;
      tls = spec.tls() == null ? Tls.NOT_WANTED : Tls.ESTABLISHED;
      auth = auth(e.code());
    } catch (ConnectionException e) {
      failed(e);
    } catch (SocketTimeoutException e) {
      network = Network.TIMED_OUT;
    } catch (IOException e) {
      network = Network.CLOSED_AT_ONCE;
    }
  }

  private void look(RedisConnection open, ConnectionSettings settings) throws IOException {
    Reply pong = open.call("PING");
    if (pong instanceof Reply.Error error && isAuth(error.error().code())) {
      auth = auth(error.error().code());
      return;
    }
    roundTrip = measure(open);
    Permissions.Login login = Permissions.Login.of(open);
    user = login.user() == null ? settings.username().orElse(null) : login.user();
    try (RedisConnection spare = RedisConnection.open(connections.dialer(), settings)) {
      permissions = Permissions.of(side).look(open, spare, login);
    }
  }

  private static boolean isAuth(ErrorCode code) {
    return code == ErrorCode.NOAUTH || code == ErrorCode.PROTECTED_MODE;
  }

  private static Auth auth(ErrorCode code) {
    return switch (code) {
      case NOAUTH -> Auth.PASSWORD_REQUIRED;
      case NO_PASSWORD_SET -> Auth.PASSWORD_NOT_WANTED;
      case PROTECTED_MODE -> Auth.PROTECTED_MODE;
      default -> Auth.REJECTED;
    };
  }

  private static Duration measure(RedisConnection open) throws IOException {
    long[] nanos = new long[PINGS];
    for (int i = 0; i < PINGS; i++) {
      long sent = System.nanoTime();
      open.call("PING");
      nanos[i] = System.nanoTime() - sent;
    }
    Arrays.sort(nanos);
    return Duration.ofNanos(nanos[PINGS / 2]);
  }

  private void failed(ConnectionException e) {
    Tls handshake =
        switch (e.reason()) {
          case CertificateUntrusted -> expired(e) ? Tls.EXPIRED : Tls.UNTRUSTED;
          case HostNameMismatch -> Tls.WRONG_HOST_NAME;
          case ClientCertificateRequired, ClientCertificateRejected ->
              Tls.CLIENT_CERTIFICATE_REFUSED;
          case TlsHandshakeFailed, TlsMaterialInvalid -> Tls.FAILED;
          case ServerSpeaksPlainText -> Tls.SERVER_SPEAKS_PLAIN;
          case ServerSpeaksTls -> Tls.SERVER_WANTS_TLS;
          default -> null;
        };
    if (handshake == null) {
      network = network(e);
    } else {
      network = Network.CONNECTED;
      tls = handshake;
    }
  }

  private static boolean expired(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException) {
        return true;
      }
    }
    return false;
  }

  private static Network network(ConnectionException e) {
    return switch (e.reason()) {
      case Refused -> Network.REFUSED;
      case TimedOut -> Network.TIMED_OUT;
      case Closed, ProtocolViolation, Failed -> Network.CLOSED_AT_ONCE;
      default -> Network.NO_ROUTE;
    };
  }
}
