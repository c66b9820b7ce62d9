package io.redismigration.redis.rdb;

/**
 * The first nine bytes of an RDB file.
 *
 * @param family by the magic
 * @param version 1 to 14 for {@link RdbFamily#REDIS}, 80 for {@link RdbFamily#VALKEY}
 */
public record RdbHeader(RdbFamily family, int version) {

  /** The newest version read here that was tested against the servers that write it. */
  private static final int NEWEST_TESTED_REDIS = 12;

  /** Whether a CRC64 follows the end marker (Redis 2.6 on). */
  public boolean hasChecksum() {
    return version >= 5;
  }

  /**
   * Whether the layouts of this version (Redis 8.6 and 8.8) were taken from the servers' sources
   * only, never from their files; a caller should say so to its user.
   */
  public boolean newerThanTested() {
    return family == RdbFamily.REDIS && version > NEWEST_TESTED_REDIS;
  }

  /** Whether a DUMP payload or a file of that version is read here, whoever wrote it. */
  public static boolean reads(int version) {
    return isSupported(RdbFamily.REDIS, version) || isSupported(RdbFamily.VALKEY, version);
  }

  static boolean isSupported(RdbFamily family, int version) {
    return switch (family) {
      case REDIS -> version >= 1 && version <= 14;
      case VALKEY -> version == 80;
    };
  }
}
