package io.redismigration.redis.connection;

import java.io.IOException;
import java.util.Objects;

/** A connection could not be made, or ended. Says where, why, and what to do about it. */
public final class ConnectionException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why. Names are stable: they are shown to users. */
  public enum Reason {
    NameNotResolved("check the host name, and that it resolves from where this program runs"),
    Refused("check the port, and that the server listens on this address"),
    Unreachable("check routes, network policies and firewalls on the way"),
    TimedOut("check firewalls and security groups on the way: packets seem to be dropped"),
    CertificateUntrusted("give the authority that signed the server's certificate"),
    HostNameMismatch("set the server name to one the certificate is made out to"),
    ClientCertificateRequired("give a client certificate and key the server trusts"),
    ClientCertificateRejected("give a client certificate and key the server trusts"),
    TlsHandshakeFailed("check TLS versions and cipher suites on both sides"),
    TlsMaterialInvalid("check that certificate and key are PEM and belong together"),
    ServerSpeaksPlainText("turn TLS off for this server, or use its TLS port"),
    ServerSpeaksTls("turn TLS on for this server, or use its plain port"),
    ProtocolViolation("check that a Redis or Valkey server listens there"),
    Closed("the connection ended; connect again"),
    Failed("see the cause");

    private final String remedy;

    Reason(String remedy) {
      this.remedy = remedy;
    }

    /** What a user can do about it. */
    public String remedy() {
      return remedy;
    }
  }

  private final Reason reason;

  public ConnectionException(Reason reason, String message) {
    this(reason, message, null);
  }

  public ConnectionException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  public Reason reason() {
    return reason;
  }

  /** What a user can do about it. */
  public String remedy() {
    return reason.remedy();
  }
}
