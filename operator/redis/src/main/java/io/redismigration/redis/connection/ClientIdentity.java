package io.redismigration.redis.connection;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The certificate this side can show, and whether the server asked for one: without that, an alert
 * cannot be told from other trouble. One instance per connection.
 */
final class ClientIdentity extends X509ExtendedKeyManager {

  private final Optional<X509ExtendedKeyManager> delegate;
  private volatile boolean requested;

  ClientIdentity(Optional<X509ExtendedKeyManager> delegate) {
    this.delegate = delegate;
  }

  /** Whether there is a certificate to show. */
  boolean exists() {
    return delegate.isPresent();
  }

  /** Whether the server asked. */
  boolean requested() {
    return requested;
  }

  @Override
  public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
    requested = true;
    return delegate.map(keys -> keys.chooseEngineClientAlias(types, issuers, engine)).orElse(null);
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    requested = true;
    return delegate.map(keys -> keys.chooseClientAlias(types, issuers, socket)).orElse(null);
  }

  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    return delegate.map(keys -> keys.getClientAliases(type, issuers)).orElse(null);
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return delegate.map(keys -> keys.getCertificateChain(alias)).orElse(null);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return delegate.map(keys -> keys.getPrivateKey(alias)).orElse(null);
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    return null;
  }
}
