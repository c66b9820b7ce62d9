package io.redismigration.engine.control;

import io.lettuce.core.SslOptions;
import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.PemSource;
import io.redismigration.redis.connection.TlsSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;

/** The data path's TLS settings for lettuce: the same authorities, certificate and server name. */
final class ControlTls {
  private ControlTls() {}

  static SslOptions options(TlsSettings tls, Endpoint endpoint) {
    SslOptions.Builder options = SslOptions.builder().jdkSslProvider();
    tls.authorities().ifPresent(pem -> options.trustManager(() -> open(pem, endpoint)));
    tls.certificate()
        .ifPresent(
            certificate ->
                options.keyManager(
                    () -> open(certificate, endpoint),
                    () -> open(tls.key().orElseThrow(), endpoint),
                    new char[0]));
    tls.serverName()
        .ifPresent(
            name ->
                options.sslParameters(
                    () -> {
                      SSLParameters parameters = new SSLParameters();
                      parameters.setServerNames(List.of(new SNIHostName(name)));
                      return parameters;
                    }));
    return options.build();
  }

  private static InputStream open(PemSource pem, Endpoint endpoint) {
    try {
      return new ByteArrayInputStream(pem.read());
    } catch (IOException e) {
      throw new EngineException(
          Reason.TlsFailed,
          "the TLS material for " + endpoint + " cannot be read",
          "correct the values behind the references of the tls block",
          e);
    }
  }
}
