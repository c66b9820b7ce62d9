package io.redismigration.redis.rdb;

/**
 * Bytes that stand where a value type could and announce something else (rdb.h of Redis 8.8 and
 * Valkey 9.1).
 */
final class RdbOpcode {

  static final int END = 255;
  static final int SELECT_DB = 254;
  static final int EXPIRE_SECONDS = 253;
  static final int EXPIRE_MILLIS = 252;
  static final int RESIZE_DB = 251;
  static final int AUX = 250;
  static final int FREQUENCY = 249;
  static final int IDLE = 248;
  static final int MODULE_AUX = 247;
  static final int FUNCTION = 245;

  /** Redis 7.4 on, cluster mode. */
  static final int SLOT_INFO = 244;

  /** Redis 8.6 on: metadata of modules for the key that follows. */
  static final int KEY_META = 243;

  /** Valkey 9.0 on: a slot migration under way. The same number as {@link #KEY_META}. */
  static final int SLOT_IMPORT = 243;

  /** Numbers from here on are never types. */
  static final int LOWEST = 240;

  private RdbOpcode() {}
}
