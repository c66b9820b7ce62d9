package io.redismigration.redis.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipHash128Test {

  private static final long K0 = 0x0706050403020100L;
  private static final long K1 = 0x0f0e0d0c0b0a0908L;

  /** From the vectors of the reference implementation: key and input are 00 01 02 and so on. */
  @ParameterizedTest(name = "{0} bytes")
  @CsvSource({"0, a3817f04ba25a8e66df67214c7550293", "1, da87c1d86b99af44347659119b22fc45"})
  void givesTheReferenceVectors(int length, String expected) {
    ByteBuffer input = ByteBuffer.allocate(length);
    for (int i = 0; i < length; i++) {
      input.put((byte) i);
    }
    SipHash128 hash = new SipHash128(K0, K1);

    hash.update(input, 0, length);
    hash.finish();

    assertThat(hex(hash)).isEqualTo(expected);
  }

  @Test
  void isTheSameInAnyPiecesAndByteOrders() {
    Random random = new Random(1);
    byte[] bytes = new byte[1000];
    random.nextBytes(bytes);
    SipHash128 whole = new SipHash128(K0, K1);
    whole.update(ByteBuffer.wrap(bytes), 0, bytes.length);
    whole.finish();
    SipHash128 pieces = new SipHash128(K0, K1);
    for (int round = 0; round < 200; round++) {
      pieces.reset();
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at < bytes.length; ) {
        int n = Math.min(random.nextInt(30), bytes.length - at);
        if (n == 8) {
          pieces.updateLong(buffer.getLong(at));
        } else if (n == 1) {
          pieces.updateByte(buffer.get(at));
        } else {
          pieces.update(buffer, at, n);
        }
        at += n;
      }
      pieces.finish();
      assertThat(hex(pieces)).isEqualTo(hex(whole));
    }
  }

  private static String hex(SipHash128 hash) {
    return String.format(
        "%016x%016x", Long.reverseBytes(hash.low()), Long.reverseBytes(hash.high()));
  }
}
