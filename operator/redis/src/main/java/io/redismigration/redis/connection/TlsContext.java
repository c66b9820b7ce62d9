package io.redismigration.redis.connection;

import io.redismigration.redis.connection.ConnectionException.Reason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The engine for one TLS connection, and what its errors mean. */
final class TlsContext {

  private static final char[] NO_PASSWORD = new char[0];

  private final SSLEngine engine;
  private final ServerCheck check;
  private final ClientIdentity identity;

  private TlsContext(SSLEngine engine, ServerCheck check, ClientIdentity identity) {
    this.engine = engine;
    this.check = check;
    this.identity = identity;
  }

  static TlsContext create(TlsSettings settings, Endpoint endpoint) throws ConnectionException {
    try {
      ServerCheck check =
          settings.insecureSkipVerify()
              ? ServerCheck.acceptsAll()
              : ServerCheck.by(trustManager(settings));
      SSLContext context = SSLContext.getInstance("TLS");
      ClientIdentity identity = new ClientIdentity(keys(settings));
      context.init(new KeyManager[] {identity}, new TrustManager[] {check}, new SecureRandom());
      String name = settings.serverName().orElse(endpoint.host());
      SSLEngine engine = context.createSSLEngine(name, endpoint.port());
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      if (!isAddress(name)) {
        parameters.setServerNames(List.of(new SNIHostName(name)));
      }
      engine.setSSLParameters(parameters);
      return new TlsContext(engine, check, identity);
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new ConnectionException(
          Reason.TlsMaterialInvalid,
          "the TLS settings for " + endpoint + " cannot be used: " + e.getMessage(),
          e);
    }
  }

  private static boolean isAddress(String name) {
    return name.indexOf(':') >= 0 || name.chars().allMatch(c -> c == '.' || Character.isDigit(c));
  }

  private static X509ExtendedTrustManager trustManager(TlsSettings settings)
      throws GeneralSecurityException, IOException {
    KeyStore authorities = null;
    if (settings.authorities().isPresent()) {
      authorities = emptyStore();
      int number = 0;
      for (X509Certificate authority : Pem.certificates(settings.authorities().get().read())) {
        authorities.setCertificateEntry("authority-" + number++, authority);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new GeneralSecurityException("this JDK has no X.509 trust manager");
  }

  private static Optional<X509ExtendedKeyManager> keys(TlsSettings settings)
      throws GeneralSecurityException, IOException {
    if (settings.certificate().isEmpty()) {
      return Optional.empty();
    }
    List<X509Certificate> chain = Pem.certificates(settings.certificate().get().read());
    PrivateKey key = Pem.privateKey(settings.key().orElseThrow().read());
    KeyStore store = emptyStore();
    store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(new Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    for (KeyManager manager : factory.getKeyManagers()) {
      if (manager instanceof X509ExtendedKeyManager extended) {
        return Optional.of(extended);
      }
    }
    throw new GeneralSecurityException("this JDK has no X.509 key manager");
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  SSLEngine engine() {
    return engine;
  }

  /** What a TLS error means. Alerts have no type in the JDK, only their name in the message. */
  ConnectionException classified(Endpoint endpoint, SSLException e) {
    if (check.failure().isPresent()) {
      ServerCheck.Failure failure = check.failure().get();
      return new ConnectionException(failure.reason(), endpoint + ": " + failure.message(), e);
    }
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("unrecognized ssl message")) {
      return new ConnectionException(
          Reason.ServerSpeaksPlainText, endpoint + " does not speak TLS", e);
    }
    if (text.contains("fatal alert") && identity.requested()) {
      return identity.exists()
          ? new ConnectionException(
              Reason.ClientCertificateRejected,
              endpoint + " rejected the client certificate: " + e.getMessage(),
              e)
          : new ConnectionException(
              Reason.ClientCertificateRequired, endpoint + " demands a client certificate", e);
    }
    return new ConnectionException(
        Reason.TlsHandshakeFailed, "TLS with " + endpoint + " failed: " + e.getMessage(), e);
  }
}
