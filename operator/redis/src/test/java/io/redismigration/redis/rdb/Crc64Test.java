package io.redismigration.redis.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Crc64Test {

  @Test
  void givesTheCheckValueOfTheServers() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    Crc64 crc = new Crc64();

    crc.update(digits, 0, digits.length);

    assertThat(crc.value()).isEqualTo(0xe9c6d914c4b8d9caL);
  }

  @Test
  void isTheSameInAnyPiecesFromAnyBuffer() {
    byte[] bytes = new byte[10_000];
    new Random(1).nextBytes(bytes);
    long expected = bitByBit(bytes);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes);
    Random random = new Random(2);
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      for (int round = 0; round < 100; round++) {
        Crc64 crc = new Crc64();
        for (int at = 0; at < bytes.length; ) {
          int n = Math.min(1 + random.nextInt(300), bytes.length - at);
          crc.update(direct.order(order), at, n);
          at += n;
        }
        assertThat(crc.value()).isEqualTo(expected);
      }
    }
  }

  private static long bitByBit(byte[] bytes) {
    long crc = 0;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int i = 0; i < 8; i++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x95ac9329ac4bc9b5L;
      }
    }
    return crc;
  }
}
