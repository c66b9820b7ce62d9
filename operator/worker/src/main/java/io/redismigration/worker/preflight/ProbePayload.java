package io.redismigration.worker.preflight;

import io.redismigration.redis.rdb.Crc64;

/**
 * The smallest DUMP payload: a string of one byte in RDB version 6, which every target but 3.2.0
 * takes.
 */
final class ProbePayload {
  private ProbePayload() {}

  static byte[] bytes() {
    byte[] payload = new byte[] {0, 1, 'x', 6, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    Crc64 crc = new Crc64();
    crc.update(payload, 0, 5);
    long value = crc.value();
    for (int i = 0; i < Long.BYTES; i++) {
      payload[5 + i] = (byte) (value >>> (8 * i));
    }
    return payload;
  }
}
