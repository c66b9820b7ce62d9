package io.redismigration.redis.connection;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and private keys out of PEM text (RFC 7468), with the JDK alone. */
final class Pem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /** {@code 1.2.840.113549.1.1.1} rsaEncryption with NULL parameters, DER. */
  private static final byte[] RSA_ALGORITHM = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  /** {@code 1.2.840.10045.2.1} id-ecPublicKey, DER without parameters. */
  private static final byte[] EC_ALGORITHM_OID = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };

  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int EC_PARAMETERS = 0xa0;

  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private record Block(String label, byte[] der) {}

  private Pem() {}

  /**
   * All certificates in the text, in its order.
   *
   * @throws GeneralSecurityException when there is none, or one cannot be read
   */
  static List<X509Certificate> certificates(byte[] pem) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> found = new ArrayList<>();
    for (Block block : blocks(pem)) {
      if (block.label().endsWith("CERTIFICATE")) {
        found.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
      }
    }
    if (found.isEmpty()) {
      throw new GeneralSecurityException("no CERTIFICATE block in the PEM text");
    }
    return found;
  }

  /**
   * The first private key in the text.
   *
   * @throws GeneralSecurityException when there is none, it is encrypted, or of an unknown kind
   */
  static PrivateKey privateKey(byte[] pem) throws GeneralSecurityException {
    for (Block block : blocks(pem)) {
      switch (block.label()) {
        case "PRIVATE KEY":
          return fromPkcs8(block.der());
        case "RSA PRIVATE KEY":
          return fromPkcs8(der(SEQUENCE, VERSION_0, RSA_ALGORITHM, der(OCTET_STRING, block.der())));
        case "EC PRIVATE KEY":
          byte[] algorithm = der(SEQUENCE, EC_ALGORITHM_OID, curve(block.der()));
          return fromPkcs8(der(SEQUENCE, VERSION_0, algorithm, der(OCTET_STRING, block.der())));
        case "ENCRYPTED PRIVATE KEY":
          throw new GeneralSecurityException(
              "the private key is encrypted; decrypt it (openssl pkey) first");
        default:
          break;
      }
    }
    throw new GeneralSecurityException("no PRIVATE KEY block in the PEM text");
  }

  private static List<Block> blocks(byte[] pem) throws GeneralSecurityException {
    Matcher matcher = BLOCK.matcher(new String(pem, StandardCharsets.ISO_8859_1));
    List<Block> blocks = new ArrayList<>();
    while (matcher.find()) {
      if (matcher.group(2).contains("Proc-Type")) {
        throw new GeneralSecurityException(
            "the private key is encrypted; decrypt it (openssl pkey) first");
      }
      try {
        byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
        blocks.add(new Block(matcher.group(1), der));
      } catch (IllegalArgumentException e) {
        throw new GeneralSecurityException("a PEM block is no base64", e);
      }
    }
    return blocks;
  }

  private static PrivateKey fromPkcs8(byte[] der) throws GeneralSecurityException {
    InvalidKeySpecException last = null;
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        last = e;
      }
    }
    throw new GeneralSecurityException("the private key is neither RSA, EC nor EdDSA", last);
  }

  /** The curve's identifier inside a SEC1 key (RFC 5915): its element tagged [0]. */
  private static byte[] curve(byte[] sec1) throws GeneralSecurityException {
    int at = skipHeader(sec1, 0);
    while (at < sec1.length) {
      int content = skipHeader(sec1, at);
      int end = content + length(sec1, at);
      if (end > sec1.length) {
        break;
      }
      if ((sec1[at] & 0xff) == EC_PARAMETERS) {
        return java.util.Arrays.copyOfRange(sec1, content, end);
      }
      at = end;
    }
    throw new GeneralSecurityException("the EC private key does not name its curve");
  }

  private static int skipHeader(byte[] der, int at) throws GeneralSecurityException {
    int first = byteAt(der, at + 1);
    return at + 2 + (first < 0x80 ? 0 : first - 0x80);
  }

  private static int length(byte[] der, int at) throws GeneralSecurityException {
    int first = byteAt(der, at + 1);
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < first - 0x80; i++) {
      length = length << 8 | byteAt(der, at + 2 + i);
    }
    return length;
  }

  private static int byteAt(byte[] der, int at) throws GeneralSecurityException {
    if (at >= der.length) {
      throw new GeneralSecurityException("the private key is cut short");
    }
    return der[at] & 0xff;
  }

  private static byte[] der(int tag, byte[]... contents) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] content : contents) {
      body.writeBytes(content);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = body.size();
    if (length < 0x80) {
      out.write(length);
    } else {
      int bytes = (32 - Integer.numberOfLeadingZeros(length) + 7) / 8;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(length >>> (8 * i));
      }
    }
    out.writeBytes(body.toByteArray());
    return out.toByteArray();
  }
}
