package io.redismigration.redis.connection;

import io.redismigration.redis.connection.ConnectionException.Reason;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks a server's certificate and remembers why it failed: a wrong name is told from an untrusted
 * chain by checking the chain once more without the name. One instance per connection.
 */
final class ServerCheck extends X509ExtendedTrustManager {

  record Failure(Reason reason, String message) {}

  /** Empty: anything is accepted. */
  private final Optional<X509ExtendedTrustManager> delegate;

  private volatile Failure failure;

  private ServerCheck(Optional<X509ExtendedTrustManager> delegate) {
    this.delegate = delegate;
  }

  static ServerCheck by(X509ExtendedTrustManager delegate) {
    return new ServerCheck(Optional.of(delegate));
  }

  static ServerCheck acceptsAll() {
    return new ServerCheck(Optional.empty());
  }

  Optional<Failure> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    if (delegate.isEmpty()) {
      return;
    }
    try {
      delegate.get().checkServerTrusted(chain, authType, engine);
    } catch (CertificateException e) {
      failure = explain(delegate.get(), chain, authType, e);
      throw e;
    }
  }

  private static Failure explain(
      X509ExtendedTrustManager trust, X509Certificate[] chain, String authType, Exception cause) {
    try {
      trust.checkServerTrusted(chain, authType);
    } catch (CertificateException e) {
      return new Failure(Reason.CertificateUntrusted, untrusted(chain[0], e));
    }
    return new Failure(
        Reason.HostNameMismatch,
        "the certificate of "
            + chain[0].getSubjectX500Principal().getName()
            + " is for another name: "
            + cause.getMessage());
  }

  private static String untrusted(X509Certificate certificate, Exception e) {
    String subject = "the certificate of " + certificate.getSubjectX500Principal().getName();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException) {
        return subject + " expired at " + certificate.getNotAfter().toInstant();
      }
      if (cause instanceof CertificateNotYetValidException) {
        return subject + " is valid only from " + certificate.getNotBefore().toInstant();
      }
    }
    return subject
        + " was signed by "
        + certificate.getIssuerX500Principal().getName()
        + ", who is not trusted";
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType, (SSLEngine) null);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    checkServerTrusted(chain, authType, (SSLEngine) null);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this side is never a server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return delegate
        .map(X509ExtendedTrustManager::getAcceptedIssuers)
        .orElseGet(() -> new X509Certificate[0]);
  }
}
