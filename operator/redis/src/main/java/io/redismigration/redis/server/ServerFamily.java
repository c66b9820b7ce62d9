package io.redismigration.redis.server;

/**
 * The code base a server was built from. Families share a protocol but number their releases, their
 * RDB versions and their value types independently, so a version means nothing without its family.
 */
public enum ServerFamily {
  /** Redis, open source or Enterprise. */
  REDIS("Redis"),
  /**
   * Valkey, which split from Redis 7.2.4 and goes on reporting that as its {@code redis_version}.
   */
  VALKEY("Valkey"),
  /** Redict, a fork of Redis 7.2.4 that numbers its own releases 7.3. */
  REDICT("Redict"),
  /** KeyDB, which split from Redis 6. */
  KEYDB("KeyDB"),
  /** Dragonfly: speaks RESP, cannot be replicated from by PSYNC. */
  DRAGONFLY("Dragonfly"),
  /** Apache Kvrocks: speaks RESP, its PSYNC is a protocol of its own. */
  KVROCKS("Kvrocks"),
  /** Some server that names itself by nothing we know. */
  UNKNOWN("unknown server");

  private final String title;

  ServerFamily(String title) {
    this.title = title;
  }

  /** The name as people write it. */
  public String title() {
    return title;
  }
}
