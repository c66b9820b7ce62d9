package io.redismigration.redis.connection;

import java.util.Objects;
import java.util.Optional;

/**
 * How a connection is encrypted. Without an authority the JDK's own are trusted.
 *
 * @param authorities PEM certificates of the authorities to trust, instead of the JDK's
 * @param certificate PEM chain this side shows, if the server asks; needs {@code key}
 * @param key PEM private key (PKCS#8, PKCS#1 RSA or SEC1 EC), not encrypted
 * @param serverName name sent (SNI) and expected in the certificate, instead of the endpoint's host
 * @param insecureSkipVerify accept any certificate: the connection is encrypted, but to whom is not
 *     known
 */
public record TlsSettings(
    Optional<PemSource> authorities,
    Optional<PemSource> certificate,
    Optional<PemSource> key,
    Optional<String> serverName,
    boolean insecureSkipVerify) {

  public TlsSettings {
    Objects.requireNonNull(authorities, "authorities");
    Objects.requireNonNull(serverName, "serverName");
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "a client certificate needs its key, and a key its certificate");
    }
  }

  /** The JDK's authorities, no client certificate, the endpoint's host as server name. */
  public static TlsSettings defaults() {
    return new TlsSettings(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  public TlsSettings withAuthorities(PemSource pem) {
    return new TlsSettings(Optional.of(pem), certificate, key, serverName, insecureSkipVerify);
  }

  public TlsSettings withClientCertificate(PemSource certificatePem, PemSource keyPem) {
    return new TlsSettings(
        authorities,
        Optional.of(certificatePem),
        Optional.of(keyPem),
        serverName,
        insecureSkipVerify);
  }

  public TlsSettings withServerName(String name) {
    return new TlsSettings(authorities, certificate, key, Optional.of(name), insecureSkipVerify);
  }

  public TlsSettings withoutVerification() {
    return new TlsSettings(authorities, certificate, key, serverName, true);
  }

  /** Says what is set, never the material itself. */
  @Override
  public String toString() {
    return "TLS[authorities="
        + (authorities.isPresent() ? "own" : "JDK")
        + ", clientCertificate="
        + certificate.isPresent()
        + ", serverName="
        + serverName.orElse("host")
        + (insecureSkipVerify ? ", not verified" : "")
        + "]";
  }
}
