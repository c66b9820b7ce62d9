package io.redismigration.testkit.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An authority of its own, a server's certificate for {@code localhost} and 127.0.0.1, and a
 * client's, on elliptic keys. Each call makes new keys: two authorities do not trust each other.
 */
public final class TestCertificates {

  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;
  private static final byte[] AUTHORITY = name("redis test authority");

  private final KeyPair authorityKeys;
  private final Signed authority;
  private final Signed server;
  private final Signed client;

  private record Signed(Certificate certificate, PrivateKey key) {}

  /**
   * Where the PEM files lie.
   *
   * @param authority certificate of the authority
   * @param serverKey PKCS #8, not encrypted, as all keys here
   */
  public record PemFiles(
      Path authority,
      Path serverCertificate,
      Path serverKey,
      Path clientCertificate,
      Path clientKey) {}

  private TestCertificates(Instant serverEnds, String host, InetAddress address)
      throws GeneralSecurityException {
    Instant start = Instant.now().minus(Duration.ofDays(2));
    Instant end = start.plus(Duration.ofDays(365));
    byte[] names =
        Der.sequence(
            Der.implicit(DNS_NAME, host.getBytes(StandardCharsets.US_ASCII)),
            Der.implicit(IP_ADDRESS, address.getAddress()));
    authorityKeys = newKeys();
    authority =
        sign(
            1,
            AUTHORITY,
            authorityKeys,
            start,
            end,
            criticalExtension(BASIC_CONSTRAINTS, Der.sequence(Der.yes())));
    server =
        sign(
            2,
            name(host),
            newKeys(),
            start,
            serverEnds,
            extension(SUBJECT_ALTERNATIVE_NAME, names));
    client =
        sign(3, name("client"), newKeys(), start, end, extension(SUBJECT_ALTERNATIVE_NAME, names));
  }

  /** Good certificates. */
  public static TestCertificates create() {
    return make(
        Instant.now().plus(Duration.ofDays(30)), "localhost", InetAddress.getLoopbackAddress());
  }

  /** The server's certificate ended yesterday. */
  public static TestCertificates expired() {
    return make(
        Instant.now().minus(Duration.ofDays(1)), "localhost", InetAddress.getLoopbackAddress());
  }

  /**
   * The server's certificate is for that host name, and neither for localhost nor for 127.0.0.1.
   */
  public static TestCertificates forHost(String host) {
    try {
      return make(
          Instant.now().plus(Duration.ofDays(30)),
          host,
          InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  /** As {@link #create}, the server's for that address as well as for localhost. */
  public static TestCertificates forAddress(String address) {
    try {
      return make(
          Instant.now().plus(Duration.ofDays(30)), "localhost", InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address + " is no address", e);
    }
  }

  private static TestCertificates make(Instant serverEnds, String host, InetAddress address) {
    try {
      return new TestCertificates(serverEnds, host, address);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot make elliptic certificates", e);
    }
  }

  /** Writes all of them as PEM into the directory, made if need be. */
  public PemFiles writeTo(Path dir) throws IOException {
    Files.createDirectories(dir);
    try {
      return new PemFiles(
          pem(dir.resolve("ca.crt"), "CERTIFICATE", authority.certificate.getEncoded()),
          pem(dir.resolve("server.crt"), "CERTIFICATE", server.certificate.getEncoded()),
          pem(dir.resolve("server.key"), "PRIVATE KEY", server.key.getEncoded()),
          pem(dir.resolve("client.crt"), "CERTIFICATE", client.certificate.getEncoded()),
          pem(dir.resolve("client.key"), "PRIVATE KEY", client.key.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException("a certificate cannot be encoded", e);
    }
  }

  /**
   * Trusts this authority, shows the client's certificate; names and dates are checked as the JDK
   * does.
   */
  public SSLContext clientContext() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", authority.certificate);
      store.setKeyEntry("client", client.key, new char[0], new Certificate[] {client.certificate});
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK cannot use its own certificates", e);
    }
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /** RFC 5280, section 4.1. */
  private Signed sign(
      long serial, byte[] subject, KeyPair keys, Instant start, Instant end, byte[] extension)
      throws GeneralSecurityException {
    byte[] algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
    byte[] body =
        Der.sequence(
            Der.explicit(0, Der.integer(2)),
            Der.integer(serial),
            algorithm,
            AUTHORITY,
            Der.sequence(Der.time(start), Der.time(end)),
            subject,
            keys.getPublic().getEncoded(),
            Der.explicit(3, Der.sequence(extension)));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(authorityKeys.getPrivate());
    signature.update(body);
    byte[] whole = Der.sequence(body, algorithm, Der.bits(signature.sign()));
    Certificate certificate =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(whole));
    return new Signed(certificate, keys.getPrivate());
  }

  private static byte[] name(String commonName) {
    return Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8(commonName))));
  }

  private static byte[] extension(String oid, byte[] content) {
    return Der.sequence(Der.oid(oid), Der.octets(content));
  }

  private static byte[] criticalExtension(String oid, byte[] content) {
    return Der.sequence(Der.oid(oid), Der.yes(), Der.octets(content));
  }

  private static Path pem(Path file, String kind, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String text = "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    return Files.writeString(file, text, StandardCharsets.US_ASCII);
  }
}
