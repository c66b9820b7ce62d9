package io.redismigration.redis.value;

import java.nio.ByteBuffer;

/**
 * Reads the registers of a HyperLogLog from its string (hyperloglog.c): the same set of elements
 * may be stored dense or sparse, with or without a cached count, and is still the same.
 */
final class HyperLogLog {

  static final int REGISTERS = 1 << 14;

  /** No HyperLogLog is longer: a sparse one becomes dense well before. */
  static final int MAX_BYTES = 64 << 10;

  private static final int HEADER = 16;
  private static final int DENSE_BYTES = HEADER + REGISTERS * 6 / 8;

  private HyperLogLog() {}

  /** Whether {@code bytes} from {@code start} on begin like one. */
  static boolean hasMagic(ByteBuffer bytes, int start) {
    return bytes.get(start) == 'H'
        && bytes.get(start + 1) == 'Y'
        && bytes.get(start + 2) == 'L'
        && bytes.get(start + 3) == 'L';
  }

  /**
   * Writes one byte per register into {@code registers}.
   *
   * @return false if the string is none after all
   */
  static boolean readRegisters(ByteBuffer bytes, int length, ByteBuffer registers) {
    if (length < HEADER || !hasMagic(bytes, 0)) {
      return false;
    }
    return switch (bytes.get(4)) {
      case 0 -> readDense(bytes, length, registers);
      case 1 -> readSparse(bytes, length, registers);
      default -> false;
    };
  }

  /** Six bits per register, lowest first. */
  private static boolean readDense(ByteBuffer bytes, int length, ByteBuffer registers) {
    if (length != DENSE_BYTES) {
      return false;
    }
    int register = 0;
    for (int at = HEADER; at < length; at += 3) {
      int three =
          bytes.get(at) & 0xff | (bytes.get(at + 1) & 0xff) << 8 | (bytes.get(at + 2) & 0xff) << 16;
      for (int i = 0; i < 4; i++) {
        registers.put(register++, (byte) (three >>> 6 * i & 0x3f));
      }
    }
    return true;
  }

  /**
   * Runs: {@code 00} zeros, {@code 01} many zeros in two bytes, {@code 1} a value and its
   * repetitions.
   */
  private static boolean readSparse(ByteBuffer bytes, int length, ByteBuffer registers) {
    int register = 0;
    for (int at = HEADER; at < length; at++) {
      int code = bytes.get(at) & 0xff;
      int value = 0;
      int run;
      if (code >= 0x80) {
        value = (code >>> 2 & 0x1f) + 1;
        run = (code & 3) + 1;
      } else if (code >= 0x40) {
        if (++at == length) {
          return false;
        }
        run = ((code & 0x3f) << 8 | bytes.get(at) & 0xff) + 1;
      } else {
        run = code + 1;
      }
      if (run > REGISTERS - register) {
        return false;
      }
      for (int i = 0; i < run; i++) {
        registers.put(register++, (byte) value);
      }
    }
    return register == REGISTERS;
  }
}
