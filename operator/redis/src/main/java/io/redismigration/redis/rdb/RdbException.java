package io.redismigration.redis.rdb;

import java.io.IOException;

/**
 * An RDB file, a DUMP payload or a value in one that cannot be read: why, where, and what was found
 * there.
 */
public final class RdbException extends IOException {

  /** Stable names of what can be wrong. */
  public enum Reason {
    /** Neither {@code REDIS} nor {@code VALKEY} and a number at the start. */
    BadMagic,
    /** A version this reader has no rules for. */
    UnsupportedVersion,
    /** An opcode that means nothing in this family and version. */
    UnknownOpcode,
    /** A value type number that means nothing in this family. */
    UnknownValueType,
    /** The bytes end before the structure does. */
    Truncated,
    /** The CRC64 at the end is not the one of the bytes before it. */
    ChecksumMismatch,
    /** A structure contradicts itself. */
    Corrupt,
    /** Well formed as far as read, but larger than {@link RdbLimits} allows to hold in memory. */
    TooLarge,
    /** The value holds something that the wanted encoding has no place for. */
    NotRepresentable
  }

  private final Reason reason;
  private final long position;

  /**
   * @param position offset in bytes from the start of the file, payload or body that was being read
   * @param found what was found there, in words
   */
  public RdbException(Reason reason, long position, String found) {
    super(reason + " at byte " + position + ": " + found);
    this.reason = reason;
    this.position = position;
  }

  public Reason reason() {
    return reason;
  }

  /** Offset in bytes from the start of what was being read. */
  public long position() {
    return position;
  }
}
