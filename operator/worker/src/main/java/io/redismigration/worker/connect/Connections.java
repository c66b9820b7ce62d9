package io.redismigration.worker.connect;

import io.redismigration.engine.control.AddressMapping;
import io.redismigration.engine.control.LettuceControl;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.migration.model.AuthSpec;
import io.redismigration.migration.model.ConnectionSpec;
import io.redismigration.migration.model.SecretKeyRef;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.model.TlsSpec;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Dialer;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.PemSource;
import io.redismigration.redis.connection.TlsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes connections to what a manifest names. */
public final class Connections {
  private static final Duration CONTROL_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration OTHERS_TIMEOUT = Duration.ofSeconds(3);

  private final SecretSource secrets;
  private final AddressMapping addresses;
  private final Dialer dialer;

  /**
   * @param secrets values behind references
   * @param addresses where to dial for a named address
   * @param dialer opens data connections; given mapped addresses
   */
  public Connections(SecretSource secrets, AddressMapping addresses, Dialer dialer) {
    this.secrets = secrets;
    this.addresses = addresses;
    this.dialer = dialer;
  }

  public Dialer dialer() {
    return dialer;
  }

  /** How to reach the one server of a standalone side; its address is mapped already. */
  public ConnectionSettings settings(ConnectionSpec spec) {
    ConnectionSettings settings = ConnectionSettings.to(endpoint(spec));
    if (spec.auth() != null && spec.auth().passwordSecretRef() != null) {
      settings = authenticated(settings, spec.auth());
    }
    return spec.tls() == null ? settings : settings.withTls(tls(spec));
  }

  /** Where the first endpoint of a side really is. */
  public Endpoint endpoint(ConnectionSpec spec) {
    io.redismigration.migration.model.Endpoint named = spec.endpoints().get(0);
    return addresses.map(new Endpoint(named.host(), named.port()));
  }

  /** A control connection to a side, opened by its first call. */
  public RedisControl control(ConnectionSpec spec, Side side, String clientName) {
    return new LettuceControl(
        settings(spec)
            .withTimeouts(CONTROL_TIMEOUT, CONTROL_TIMEOUT, CONTROL_TIMEOUT)
            .withClientName(clientName),
        side == Side.SOURCE ? LettuceControl.Side.SOURCE : LettuceControl.Side.TARGET,
        AddressMapping.none());
  }

  /**
   * A control connection to another server of a side, with the side's log-in and TLS; soon given up
   * where nobody answers.
   */
  public RedisControl control(
      ConnectionSpec spec,
      io.redismigration.migration.model.Endpoint at,
      Side side,
      String clientName) {
    return new LettuceControl(
        settings(spec)
            .withEndpoint(addresses.map(new Endpoint(at.host(), at.port())))
            .withTimeouts(OTHERS_TIMEOUT, OTHERS_TIMEOUT, OTHERS_TIMEOUT)
            .withClientName(clientName),
        side == Side.SOURCE ? LettuceControl.Side.SOURCE : LettuceControl.Side.TARGET,
        AddressMapping.none());
  }

  /** Where values that a side's references name were looked for and are not. */
  public List<String> missingSecrets(ConnectionSpec spec) {
    return references(spec).map(this::whereMissing).flatMap(Optional::stream).toList();
  }

  private Optional<String> whereMissing(SecretKeyRef reference) {
    try {
      read(reference);
      return Optional.empty();
    } catch (MissingSecretException e) {
      return Optional.of(e.where());
    }
  }

  private String unreadable(SecretKeyRef reference, UncheckedIOException e) {
    String why =
        e.getCause() instanceof AccessDeniedException
            ? "permission denied"
            : e.getCause().getMessage();
    return "%s, which cannot be read: %s".formatted(secrets.describe(reference), why);
  }

  private static Stream<SecretKeyRef> references(ConnectionSpec spec) {
    Stream<SecretKeyRef> auth =
        spec.auth() == null
            ? Stream.of()
            : Stream.of(spec.auth().usernameSecretRef(), spec.auth().passwordSecretRef());
    TlsSpec tls = spec.tls();
    Stream<SecretKeyRef> certificates =
        tls == null
            ? Stream.of()
            : Stream.of(tls.caSecretRef(), tls.certificateSecretRef(), tls.keySecretRef());
    return Stream.concat(auth, certificates).filter(reference -> reference != null);
  }

  private ConnectionSettings authenticated(ConnectionSettings settings, AuthSpec auth) {
    Supplier<char[]> password = new LastPassword(() -> value(auth.passwordSecretRef()));
    return auth.usernameSecretRef() == null
        ? settings.withPassword(password)
        : settings.withUser(new String(trimmed(read(auth.usernameSecretRef()))), password);
  }

  private TlsSettings tls(ConnectionSpec spec) {
    TlsSpec tls = spec.tls();
    Optional<PemSource> certificate = pem(tls.certificateSecretRef());
    Optional<PemSource> key =
        pem(tls.keySecretRef() == null ? tls.certificateSecretRef() : tls.keySecretRef());
    String named = spec.endpoints().get(0).host();
    String serverName = tls.serverName() == null ? named : tls.serverName();
    return new TlsSettings(
        pem(tls.caSecretRef()),
        certificate,
        certificate.isPresent() ? key : Optional.empty(),
        isAddress(serverName) ? Optional.empty() : Optional.of(serverName),
        tls.insecureSkipVerify());
  }

  /** Server names are names: an address must not be sent as one (RFC 6066, 3). */
  private static boolean isAddress(String host) {
    return host.contains(":") || host.matches("[0-9.]+");
  }

  private Optional<PemSource> pem(SecretKeyRef reference) {
    return Optional.ofNullable(reference).map(present -> () -> readable(present));
  }

  private byte[] readable(SecretKeyRef reference) throws IOException {
    try {
      return read(reference);
    } catch (MissingSecretException e) {
      throw new IOException(e);
    }
  }

  private MissingSecretException missing(SecretKeyRef reference) {
    return new MissingSecretException(reference, secrets.describe(reference));
  }

  private char[] value(SecretKeyRef reference) {
    return trimmed(read(reference));
  }

  private byte[] read(SecretKeyRef reference) {
    try {
      return secrets.read(reference).orElseThrow(() -> missing(reference));
    } catch (UncheckedIOException e) {
      throw new MissingSecretException(reference, unreadable(reference, e));
    }
  }

  /** Files and environment values often end in a line break that is no part of the password. */
  private static char[] trimmed(byte[] value) {
    CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(value));
    int length = decoded.length();
    while (length > 0
        && (decoded.charAt(length - 1) == '\n' || decoded.charAt(length - 1) == '\r')) {
      length--;
    }
    char[] text = new char[length];
    decoded.get(text);
    Arrays.fill(decoded.array(), '\0');
    Arrays.fill(value, (byte) 0);
    return text;
  }
}
