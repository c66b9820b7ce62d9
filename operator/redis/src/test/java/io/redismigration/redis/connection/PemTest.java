package io.redismigration.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {

  /** Made by {@code openssl ecparam -name prime256v1 -genkey}; protects nothing. */
  private static final String SEC1 =
      """
      -----BEGIN EC PRIVATE KEY-----
      MHcCAQEEIJxM0v2gTWkalEj5pUHwGO2SnLfz5DLhgvrh0qzzEGyZoAoGCCqGSM49
      AwEHoUQDQgAE54BA9zmzxrypsrPfm8bfup1y3vussBnU23kH5vlb5VQ88PlpMJyy
      uY7EJyjRwa6ETF+Et8idh4ZmNhq8KQXUEw==
      -----END EC PRIVATE KEY-----
      """;

  @ParameterizedTest
  @CsvSource({"RSA, 2048", "EC, 256", "EC, 384", "Ed25519, 255"})
  void readsKeysInPkcs8(String algorithm, int size) throws GeneralSecurityException {
    PrivateKey key = newKey(algorithm, size);

    assertThat(Pem.privateKey(pem("PRIVATE KEY", key.getEncoded()))).isEqualTo(key);
  }

  @Test
  void readsRsaKeysInPkcs1() throws GeneralSecurityException {
    PrivateKey key = newKey("RSA", 2048);
    byte[] pkcs8 = key.getEncoded();
    // SEQUENCE (4) version (3) algorithm (15) OCTET STRING header (4), then the PKCS#1 key.
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);

    assertThat(Pem.privateKey(pem("RSA PRIVATE KEY", pkcs1))).isEqualTo(key);
  }

  @Test
  void readsEllipticKeysInSec1() throws GeneralSecurityException {
    String withParameters =
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + SEC1;

    PrivateKey key = Pem.privateKey(withParameters.getBytes(StandardCharsets.US_ASCII));

    assertThat(key).isInstanceOf(ECPrivateKey.class);
    assertThat(((ECPrivateKey) key).getS())
        .isEqualTo(
            new java.math.BigInteger(
                "9c4cd2fda04d691a9448f9a541f018ed929cb7f3e432e182fae1d2acf3106c99", 16));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nMAMCAQE=\n-----END EC PRIVATE KEY-----",
        "-----BEGIN EC PRIVATE KEY-----\nMIQ=\n-----END EC PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
      })
  void refusesWhatIsNoKey(String text) {
    assertThatThrownBy(() -> Pem.privateKey(text.getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageNotContaining("AAAA");
  }

  @Test
  void saysThatAKeyIsEncrypted() {
    String text =
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"
            + "-----END RSA PRIVATE KEY-----";

    assertThatThrownBy(() -> Pem.privateKey(text.getBytes(StandardCharsets.US_ASCII)))
        .hasMessageContaining("encrypted");
  }

  private static PrivateKey newKey(String algorithm, int size) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(size);
    return generator.generateKeyPair().getPrivate();
  }

  private static byte[] pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return ("text before\n-----BEGIN "
            + label
            + "-----\n"
            + body
            + "\n-----END "
            + label
            + "-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
