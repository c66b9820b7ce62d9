package io.redismigration.redis.rdb;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One entry of an RDB file, reused from key to key. Slices are indices into {@link #window()} and
 * hold until the reader is called again.
 */
public final class RdbEntry {

  /** What an entry is. */
  public enum Kind {
    /** A pair of {@link #auxKey()} and {@link #auxValue()}. */
    AUX,
    /** From here on {@link #database()} is another. */
    SELECT_DB,
    /** {@link #resizeKeys()} and {@link #resizeExpires()} of the current database. */
    RESIZE_DB,
    /** The source of a function library: {@link #functionSource()}. */
    FUNCTION,
    /**
     * Data a module keeps outside the keys; {@link #moduleId()} says which, the content was passed
     * over.
     */
    MODULE_AUX,
    /** Size hints for one cluster slot; passed over. */
    SLOT_INFO,
    /** A slot migration that was under way at the source (Valkey 9); passed over. */
    SLOT_IMPORT,
    /** A key with its value as a slice. */
    VALUE,
    /** A key whose value is too large for a slice: visit or skip it. */
    LARGE_VALUE
  }

  /** How a string is stored. */
  public enum StringForm {
    RAW,
    INTEGER,
    LZF
  }

  private final EncodedString string = new EncodedString();
  private Kind kind;
  private long database;
  private ByteBuffer window;
  private int keyStart;
  private int keyLength;
  private ValueType type;
  private int bodyStart;
  private int bodyLength;
  private long bodyOffset;
  private boolean expires;
  private long expiresAtMillis;
  private long idleSeconds;
  private int frequency;
  private boolean keyMeta;
  private String auxKey;
  private byte[] bytes;
  private long first;
  private long second;

  public Kind kind() {
    return kind;
  }

  /** The database the entry belongs to, from 0. */
  public long database() {
    return database;
  }

  /** Where key and body stand. Not to be written to. */
  public ByteBuffer window() {
    return window;
  }

  /** Index in {@link #window()} of the key, decoded. */
  public int keyStart() {
    return keyStart;
  }

  public int keyLength() {
    return keyLength;
  }

  /** The type's number, as it has to stand before the body in a payload. */
  public int valueType() {
    return type.code();
  }

  public ValueType type() {
    return type;
  }

  /** Index in {@link #window()} of the body; {@link Kind#VALUE} only. */
  public int bodyStart() {
    return bodyStart;
  }

  /** Length of the body in bytes, or -1 for a {@link Kind#LARGE_VALUE}. */
  public int bodyLength() {
    return bodyLength;
  }

  /** For a {@link Kind#VALUE} of type {@link ValueType#STRING}: how it is stored. */
  public StringForm stringForm() {
    return string.form();
  }

  /** For a string stored {@link StringForm#RAW}: index in {@link #window()} of its first byte. */
  public int stringStart() {
    return string.start();
  }

  /** For a {@link Kind#VALUE} of type {@link ValueType#STRING}: its length once decoded. */
  public int stringLength() {
    return string.length();
  }

  /**
   * Writes the decoded string, {@link #stringLength()} bytes, at the position of {@code to} and
   * advances it. Allocates nothing.
   */
  public void writePlainString(ByteBuffer to) throws RdbException {
    int at = to.position();
    int next = at + string.length();
    if (next > to.limit()) {
      throw new BufferOverflowException();
    }
    string.write(window, to, at, bodyOffset);
    to.position(next);
  }

  public boolean hasExpiry() {
    return expires;
  }

  /** When the key expires, in milliseconds since the epoch; only if it {@link #hasExpiry()}. */
  public long expiresAtMillis() {
    return expiresAtMillis;
  }

  /** Seconds since the last access, or -1 where the source does not track it. */
  public long idleSeconds() {
    return idleSeconds;
  }

  /** The access counter, 0 to 255, or -1 where the source does not keep it. */
  public int frequency() {
    return frequency;
  }

  /** Whether modules attached metadata to the key (Redis 8.6 on); it is not part of the slice. */
  public boolean hasKeyMeta() {
    return keyMeta;
  }

  public String auxKey() {
    return auxKey;
  }

  /** The value as bytes: script bodies are not always text. */
  public byte[] auxValue() {
    return bytes;
  }

  public String auxText() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The library's source, as FUNCTION LOAD takes it. */
  public byte[] functionSource() {
    return bytes;
  }

  public long resizeKeys() {
    return first;
  }

  public long resizeExpires() {
    return second;
  }

  /**
   * Name and encoding version of a module in 64 bits, for {@link Kind#MODULE_AUX} and values of
   * type {@link ValueType#MODULE_2}; see {@link ModuleId#of}.
   */
  public long moduleId() {
    return first;
  }

  void start(long currentDatabase) {
    kind = null;
    database = currentDatabase;
    expires = false;
    idleSeconds = -1;
    frequency = -1;
    keyMeta = false;
  }

  void expiry(long millis) {
    expires = true;
    expiresAtMillis = millis;
  }

  void idle(long seconds) {
    idleSeconds = seconds;
  }

  void frequency(int counter) {
    frequency = counter;
  }

  void keyMeta() {
    keyMeta = true;
  }

  void aux(String key, byte[] value) {
    kind = Kind.AUX;
    auxKey = key;
    bytes = value;
  }

  void function(byte[] source) {
    kind = Kind.FUNCTION;
    bytes = source;
  }

  void database(long number) {
    kind = Kind.SELECT_DB;
    database = number;
  }

  void numbers(Kind ofKind, long one, long two) {
    kind = ofKind;
    first = one;
    second = two;
  }

  void value(ValueType ofType, ByteBuffer buffer, int start, int length, long offset) {
    kind = Kind.VALUE;
    type = ofType;
    window = buffer;
    bodyStart = start;
    bodyLength = length;
    bodyOffset = offset;
    if (ofType == ValueType.STRING) {
      string.set(buffer, start);
    } else if (ofType == ValueType.MODULE_2) {
      first = EncodedString.lengthAt(buffer, start);
    }
  }

  void largeValue(ValueType ofType, ByteBuffer keyBuffer, long module) {
    kind = Kind.LARGE_VALUE;
    type = ofType;
    window = keyBuffer;
    first = module;
    bodyStart = -1;
    bodyLength = -1;
  }

  void key(int start, int length) {
    keyStart = start;
    keyLength = length;
  }
}
