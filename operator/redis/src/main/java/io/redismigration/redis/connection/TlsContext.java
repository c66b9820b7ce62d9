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
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** The engine for one TLS connection, and what its errors mean. */
final class TlsContext {

  private static final char[] NO_PASSWORD = new char[0];

  private final SSLEngine engine;
  private final ServerCheck check;
  private final boolean clientCertificate;

  private TlsContext(SSLEngine engine, ServerCheck check, boolean clientCertificate) {
    this.engine = engine;
    this.check = check;
    this.clientCertificate = clientCertificate;
  }

  static TlsContext create(TlsSettings settings, Endpoint endpoint) throws ConnectionException {
    try {
      ServerCheck check =
          settings.insecureSkipVerify()
              ? ServerCheck.acceptsAll()
              : ServerCheck.by(trustManager(settings));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(settings), new TrustManager[] {check}, new SecureRandom());
      String name = settings.serverName().orElse(endpoint.host());
      SSLEngine engine = context.createSSLEngine(name, endpoint.port());
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      if (!isAddress(name)) {
        parameters.setServerNames(List.of(new SNIHostName(name)));
      }
      engine.setSSLParameters(parameters);
      return new TlsContext(engine, check, settings.certificate().isPresent());
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

  private static KeyManager[] keyManagers(TlsSettings settings)
      throws GeneralSecurityException, IOException {
    if (settings.certificate().isEmpty()) {
      return new KeyManager[0];
    }
    List<X509Certificate> chain = Pem.certificates(settings.certificate().get().read());
    PrivateKey key = Pem.privateKey(settings.key().orElseThrow().read());
    KeyStore store = emptyStore();
    store.setKeyEntry("client", key, NO_PASSWORD, chain.toArray(new Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
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
    if (text.contains("alert") && (text.contains("certificate") || text.contains("unknown_ca"))) {
      return clientCertificate
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
