package io.redismigration.worker.preflight;

import io.redismigration.redis.rdb.Crc64;

/** The smallest DUMP payload: a string of one byte. */
final class ProbePayload {
  private ProbePayload() {}

  /**
   * @param footer RDB version it says it has
   */
  static byte[] bytes(int footer) {
    byte[] payload =
        new byte[] {0, 1, 'x', (byte) footer, (byte) (footer >>> 8), 0, 0, 0, 0, 0, 0, 0, 0};
    Crc64 crc = new Crc64();
    crc.update(payload, 0, 5);
    long value = crc.value();
    for (int i = 0; i < Long.BYTES; i++) {
      payload[5 + i] = (byte) (value >>> (8 * i));
    }
    return payload;
  }
}
