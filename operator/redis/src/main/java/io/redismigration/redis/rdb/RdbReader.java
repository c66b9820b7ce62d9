package io.redismigration.redis.rdb;

import io.redismigration.redis.rdb.RdbException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads an RDB file of Redis (versions 1 to 14) or Valkey (80) and hands out each key with its
 * value as a slice, not decoded: type byte and slice are the beginning of a RESTORE payload.
 *
 * <p>Memory is bounded by {@link RdbLimits}; nothing is allocated per key. Whatever follows the
 * file in the input may be read ahead: {@link #readAhead} has it. Not safe for several threads.
 */
public final class RdbReader {

  private final RdbLimits limits;
  private final RdbWindow window;
  private final ValueSkipper skipper;
  private final EncodedString text = new EncodedString();
  private RdbHeader header;
  private long database;
  private boolean ended;
  private ValueType pendingLargeValue;

  public RdbReader(ByteInput in, RdbLimits limits) {
    this.limits = limits;
    this.window = new RdbWindow(in);
    this.skipper = new ValueSkipper(window);
  }

  /**
   * Reads magic and version; to be called first, once.
   *
   * @throws RdbException {@code BadMagic} or {@code UnsupportedVersion}
   */
  public RdbHeader readHeader() throws IOException {
    byte[] magic = new byte[9];
    for (int i = 0; i < magic.length; i++) {
      magic[i] = (byte) window.readUnsignedByte();
    }
    String found = new String(magic, StandardCharsets.ISO_8859_1);
    RdbFamily family;
    String digits;
    if (found.startsWith("REDIS")) {
      family = RdbFamily.REDIS;
      digits = found.substring(5);
    } else if (found.startsWith("VALKEY")) {
      family = RdbFamily.VALKEY;
      digits = found.substring(6);
    } else {
      throw new RdbException(Reason.BadMagic, 0, printable(magic));
    }
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new RdbException(Reason.BadMagic, 0, printable(magic));
    }
    int version = Integer.parseInt(digits);
    if (!RdbHeader.isSupported(family, version)) {
      throw new RdbException(Reason.UnsupportedVersion, 0, found);
    }
    header = new RdbHeader(family, version);
    return header;
  }

  /**
   * Advances to the next entry. Copies nothing but keys that are stored encoded; allocates nothing
   * per key. A large value that was neither visited nor skipped is skipped.
   *
   * @return false at the end, after the checksum was verified (where the file has one)
   */
  public boolean next(RdbEntry into) throws IOException {
    if (header == null) {
      throw new IllegalStateException("the header was not read");
    }
    if (pendingLargeValue != null) {
      skipLargeValue();
    }
    if (ended) {
      return false;
    }
    into.start(database);
    while (into.kind() == null) {
      window.mark();
      int code = window.readUnsignedByte();
      if (code < RdbOpcode.LOWEST) {
        readKeyAndValue(code, into);
      } else if (code == RdbOpcode.END) {
        verifyEnd();
        return false;
      } else {
        window.release();
        readOpcode(code, into);
      }
    }
    return true;
  }

  /**
   * Hands the large value the reader stands at to {@code visitor} as it arrives, in bounded memory.
   *
   * @throws IllegalStateException if the last entry was no {@link RdbEntry.Kind#LARGE_VALUE} or is
   *     already consumed
   */
  public void visitLargeValue(LargeValueConsumer visitor) throws IOException {
    ValueType type = takeLargeValue();
    visitor.readBody(type, window, limits.maxElementBytes());
    window.release();
  }

  /** Passes over the large value the reader stands at. */
  public void skipLargeValue() throws IOException {
    skipper.skip(takeLargeValue(), Long.MAX_VALUE);
  }

  /** Bytes of the file consumed so far. */
  public long position() {
    return window.offset();
  }

  /**
   * After the end of the file: bytes that were read from the input and do not belong to it. The
   * window's own memory, good as long as the reader is not called.
   */
  public ByteBuffer readAhead() {
    if (!ended) {
      throw new IllegalStateException("the file has not been read to its end");
    }
    return window.unread();
  }

  private ValueType takeLargeValue() {
    if (pendingLargeValue == null) {
      throw new IllegalStateException("the reader does not stand at a large value");
    }
    ValueType type = pendingLargeValue;
    pendingLargeValue = null;
    return type;
  }

  private void readKeyAndValue(int code, RdbEntry into) throws IOException {
    ValueType type = ValueType.of(header.family(), code);
    if (type == null) {
      throw new RdbException(Reason.UnknownValueType, window.offset() - 1, "value type " + code);
    }
    window.retainAtMost(limits.maxKeyBytes() + 16);
    if (!skipper.skipString(limits.maxKeyBytes())) {
      throw new RdbException(
          Reason.TooLarge, window.offset(), "a key above " + limits.maxKeyBytes() + " bytes");
    }
    int bodyFromMark = window.position() - window.marked();
    window.retainAtMost(limits.maxSliceBytes(type.kind()));
    if (!skipper.skip(type, limits.maxSliceBytes())) {
      startLargeValue(type, bodyFromMark, into);
      return;
    }
    text.set(window.buffer(), window.marked() + 1);
    int keyStart = text.start();
    if (text.form() != RdbEntry.StringForm.RAW) {
      keyStart = decodeKeyBehindBody();
    }
    ByteBuffer buffer = window.buffer();
    int bodyStart = window.marked() + bodyFromMark;
    long bodyOffset = window.offset() - (window.position() - bodyStart);
    into.key(keyStart, text.length());
    into.value(type, buffer, bodyStart, window.position() - bodyStart, bodyOffset);
  }

  /**
   * Key and body must be in one buffer: a key that is stored encoded is decoded into the room
   * behind the window.
   */
  private int decodeKeyBehindBody() throws RdbException {
    int at = window.scratch(text.length());
    text.set(window.buffer(), window.marked() + 1);
    text.write(window.buffer(), window.buffer(), at, window.offset());
    return at;
  }

  private void startLargeValue(ValueType type, int bodyFromMark, RdbEntry into) throws IOException {
    text.set(window.buffer(), window.marked() + 1);
    ByteBuffer key = ByteBuffer.allocateDirect(text.length());
    text.write(window.buffer(), key, 0, window.offset());
    int body = window.marked() + bodyFromMark;
    long module = type == ValueType.MODULE_2 ? EncodedString.lengthAt(window.buffer(), body) : 0;
    window.rewindTo(body);
    window.release();
    into.key(0, text.length());
    into.largeValue(type, key, module);
    pendingLargeValue = type;
  }

  private void readOpcode(int code, RdbEntry into) throws IOException {
    switch (code) {
      case RdbOpcode.EXPIRE_SECONDS -> into.expiry(window.readInt() * 1000L);
      case RdbOpcode.EXPIRE_MILLIS -> into.expiry(window.readLong());
      case RdbOpcode.FREQUENCY -> into.frequency(window.readUnsignedByte());
      case RdbOpcode.IDLE -> into.idle(window.readCount());
      case RdbOpcode.SELECT_DB -> {
        database = window.readCount();
        into.database(database);
      }
      case RdbOpcode.RESIZE_DB -> {
        long keys = window.readCount();
        into.numbers(RdbEntry.Kind.RESIZE_DB, keys, window.readCount());
      }
      case RdbOpcode.AUX -> {
        String key = new String(readBytes(), StandardCharsets.UTF_8);
        into.aux(key, readBytes());
      }
      case RdbOpcode.FUNCTION -> into.function(readBytes());
      case RdbOpcode.MODULE_AUX -> readModuleAux(into);
      default -> readOpcodeOfVersion(code, into);
    }
  }

  /** Opcodes whose number means something else, or nothing, in another family or version. */
  private void readOpcodeOfVersion(int code, RdbEntry into) throws IOException {
    boolean redis = header.family() == RdbFamily.REDIS;
    if (code == RdbOpcode.SLOT_INFO && redis && header.version() >= 12) {
      for (int i = 0; i < 3; i++) {
        window.readLength();
      }
      into.numbers(RdbEntry.Kind.SLOT_INFO, 0, 0);
    } else if (code == RdbOpcode.KEY_META && redis && header.version() >= 13) {
      KeyMeta.skip(window);
      into.keyMeta();
    } else if (code == RdbOpcode.SLOT_IMPORT && header.family() == RdbFamily.VALKEY) {
      skipper.skipString();
      for (long ranges = window.readCount(); ranges > 0; ranges--) {
        window.readLength();
        window.readLength();
      }
      into.numbers(RdbEntry.Kind.SLOT_IMPORT, 0, 0);
    } else {
      throw new RdbException(
          Reason.UnknownOpcode,
          window.offset() - 1,
          "opcode " + code + " in version " + header.version() + " of " + header.family());
    }
  }

  private void readModuleAux(RdbEntry into) throws IOException {
    long id = window.readLength();
    if (window.readLength() != 2) {
      throw window.corrupt("module data without the moment it belongs to");
    }
    window.readLength();
    skipper.skipModuleValues();
    into.numbers(RdbEntry.Kind.MODULE_AUX, id, 0);
  }

  private byte[] readBytes() throws IOException {
    window.mark();
    window.retainAtMost(limits.maxElementBytes());
    if (!skipper.skipString(limits.maxElementBytes())) {
      throw window.tooLarge(limits.maxElementBytes() + 1L);
    }
    text.set(window.buffer(), window.marked());
    byte[] bytes = new byte[text.length()];
    text.write(window.buffer(), ByteBuffer.wrap(bytes), 0, window.offset());
    window.release();
    return bytes;
  }

  private void verifyEnd() throws IOException {
    window.release();
    long computed = window.checksum();
    if (header.hasChecksum()) {
      long position = window.offset();
      long stored = window.readLong();
      if (stored != 0 && stored != computed) {
        throw new RdbException(
            Reason.ChecksumMismatch,
            position,
            String.format("checksum %016x where %016x belongs", stored, computed));
      }
    } else if (!window.isAtEnd()) {
      throw window.corrupt("bytes behind the end of a file without a checksum");
    }
    ended = true;
  }

  private static String printable(byte[] magic) {
    StringBuilder text = new StringBuilder();
    for (byte b : magic) {
      text.append(b >= ' ' && b < 127 ? (char) b : '.');
    }
    return "\"" + text + "\"";
  }
}
