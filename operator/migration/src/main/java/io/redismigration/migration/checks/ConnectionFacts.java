package io.redismigration.migration.checks;

import io.redismigration.migration.model.AccessKind;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What was seen on the way to one server, up to where it ended.
 *
 * @param secretsMissing references that could not be read, as {@code name/key}
 * @param addresses what the name resolved to; empty: it did not
 * @param forbiddenAddress link-local, metadata or multicast address among them; null: none
 * @param network how the TCP connection went
 * @param roundTrip median of a few PINGs; null: not measured
 * @param certificateEnds null: no TLS
 * @param user the connection is logged in as; null: the default user
 * @param denied commands the user may not run although we need them, as {@code client|pause}, and
 *     {@code ~*} where not every key is permitted
 * @param deniedOptional commands the user may not run and we can do without
 * @param unknown commands we need that the server does not have under this name
 * @param unknownOptional the same for those we can do without
 */
public record ConnectionFacts(
    Side side,
    Endpoint endpoint,
    AccessKind access,
    List<String> secretsMissing,
    List<String> addresses,
    String forbiddenAddress,
    Network network,
    Duration roundTrip,
    Tls tls,
    Instant certificateEnds,
    Auth auth,
    String user,
    List<String> denied,
    List<String> deniedOptional,
    List<String> unknown,
    List<String> unknownOptional) {
  /** How the TCP connection went. */
  public enum Network {
    CONNECTED,
    REFUSED,
    TIMED_OUT,
    NO_ROUTE,
    CLOSED_AT_ONCE
  }

  /** How the TLS handshake went. */
  public enum Tls {
    NOT_WANTED,
    ESTABLISHED,
    /** The server answered, but not in TLS. */
    SERVER_SPEAKS_PLAIN,
    /** We spoke plain text and the server hung up or answered in TLS. */
    SERVER_WANTS_TLS,
    UNTRUSTED,
    EXPIRED,
    WRONG_HOST_NAME,
    CLIENT_CERTIFICATE_REFUSED,
    FAILED
  }

  /** How the log-in went. */
  public enum Auth {
    ACCEPTED,
    NO_PASSWORD_NEEDED,
    /** A password was given to a server that has none. */
    PASSWORD_NOT_WANTED,
    PASSWORD_REQUIRED,
    REJECTED,
    /** The server is in protected mode and refuses other hosts. */
    PROTECTED_MODE,
    NOT_TRIED
  }

  /** As far as it goes without an error, for tests and for callers that replace what they saw. */
  public static ConnectionFacts healthy(Side side, Endpoint endpoint) {
    return new ConnectionFacts(
        side,
        endpoint,
        AccessKind.IN_CLUSTER,
        List.of(),
        List.of(endpoint.host()),
        null,
        Network.CONNECTED,
        Duration.ofNanos(200_000),
        Tls.NOT_WANTED,
        null,
        Auth.NO_PASSWORD_NEEDED,
        null,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
