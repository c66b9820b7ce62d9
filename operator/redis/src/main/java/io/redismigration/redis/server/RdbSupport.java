package io.redismigration.redis.server;

import java.util.BitSet;

/**
 * One row of the table of what servers read and write as RDB and DUMP: from a release on, until the
 * next row of the same family. Sources: {@code rdb.h} and {@code rdb.c} ({@code rdbSaveObjectType},
 * {@code rdbLoadObject}) and {@code cluster.c} ({@code verifyDumpPayload}) of the releases named.
 */
enum RdbSupport {
  REDIS_2_6(ServerFamily.REDIS, "2.6", 6, Footer.EQUAL, range(0, 4).and(9, 13)),
  REDIS_3_2_0(ServerFamily.REDIS, "3.2.0", 7, Footer.EQUAL, range(0, 4).and(9, 14)),
  REDIS_3_2_1(ServerFamily.REDIS, "3.2.1", 7, Footer.UP_TO_OWN, range(0, 4).and(9, 14)),
  REDIS_4_0(ServerFamily.REDIS, "4.0", 8, Footer.UP_TO_OWN, range(0, 5).and(7, 7).and(9, 14)),
  REDIS_5_0(ServerFamily.REDIS, "5.0", 9, Footer.UP_TO_OWN, range(0, 5).and(7, 7).and(9, 15)),
  REDIS_7_0(ServerFamily.REDIS, "7.0", 10, Footer.UP_TO_OWN, range(0, 5).and(7, 7).and(9, 19)),
  REDIS_7_2(ServerFamily.REDIS, "7.2", 11, Footer.UP_TO_OWN, range(0, 5).and(7, 7).and(9, 21)),
  REDIS_7_4(ServerFamily.REDIS, "7.4", 12, Footer.UP_TO_OWN, range(0, 5).and(7, 7).and(9, 25)),
  REDIS_8_6(ServerFamily.REDIS, "8.6", 13, Footer.UP_TO_OWN, range(0, 5).and(7, 7).and(9, 26)),
  REDIS_8_8(ServerFamily.REDIS, "8.8", 14, Footer.UP_TO_OWN, range(0, 5).and(7, 7).and(9, 28)),
  VALKEY_7_2(ServerFamily.VALKEY, "7.2", 11, Footer.UP_TO_OWN, range(0, 5).and(7, 7).and(9, 21)),
  VALKEY_9_0(
      ServerFamily.VALKEY, "9.0", 80, Footer.UP_TO_OWN_NOT_REDIS, range(0, 5).and(7, 7).and(9, 22)),
  REDICT_7_3(ServerFamily.REDICT, "7.3", 11, Footer.UP_TO_OWN, range(0, 5).and(7, 7).and(9, 21)),
  KEYDB(ServerFamily.KEYDB, "0.0", 9, Footer.UP_TO_OWN, range(0, 5).and(7, 7).and(9, 15)),
  /** Reads footers up to 12, writes 9; its own types 200 to 224 are nobody else's. */
  DRAGONFLY(ServerFamily.DRAGONFLY, "0.0", 12, Footer.UP_TO_OWN, range(0, 5).and(9, 21)),
  /** Nothing is promised: the oldest types, which every server reads. */
  KVROCKS(ServerFamily.KVROCKS, "0.0", 6, Footer.UP_TO_OWN, range(0, 4)),
  UNKNOWN(ServerFamily.UNKNOWN, "0.0", 6, Footer.UP_TO_OWN, range(0, 4));

  /** From here to 79 the number was taken by Redis after the fork; Valkey refuses it. */
  private static final int FIRST_FOREIGN_TO_VALKEY = 12;

  private static final int LAST_FOREIGN_TO_VALKEY = 79;

  private final ServerFamily family;
  private final ServerVersion since;
  private final int maxRdbVersion;
  private final Footer footer;
  private final TypeSet types;

  RdbSupport(ServerFamily family, String since, int maxRdbVersion, Footer footer, TypeSet types) {
    this.family = family;
    this.since = ServerVersion.parse(since);
    this.maxRdbVersion = maxRdbVersion;
    this.footer = footer;
    this.types = types;
  }

  /** The row for a server; a server older than every row of its family gets the first one. */
  static RdbSupport of(ServerIdentity server) {
    RdbSupport found = null;
    for (RdbSupport row : values()) {
      boolean sameFamily = row.family == server.family();
      if (sameFamily && (found == null || server.version().isAtLeast(row.since))) {
        found = row;
      }
    }
    return found;
  }

  int maxRdbVersion() {
    return maxRdbVersion;
  }

  boolean acceptsFooter(int version) {
    return switch (footer) {
      case EQUAL -> version == maxRdbVersion;
      case UP_TO_OWN -> version >= 1 && version <= maxRdbVersion;
      case UP_TO_OWN_NOT_REDIS ->
          version >= 1
              && version <= maxRdbVersion
              && (version < FIRST_FOREIGN_TO_VALKEY || version > LAST_FOREIGN_TO_VALKEY);
    };
  }

  /** Type numbers from here on mean different things in Redis and in Valkey. */
  private static final int FIRST_FAMILY_TYPE = 22;

  boolean loads(int type, ServerFamily writtenBy) {
    return types.contains(type) && (type < FIRST_FAMILY_TYPE || writtenBy == family);
  }

  int highestType() {
    return types.highest();
  }

  private static TypeSet range(int from, int to) {
    return new TypeSet(new BitSet()).and(from, to);
  }

  private enum Footer {
    EQUAL,
    UP_TO_OWN,
    UP_TO_OWN_NOT_REDIS
  }

  private record TypeSet(BitSet bits) {
    TypeSet and(int from, int to) {
      BitSet more = (BitSet) bits.clone();
      more.set(from, to + 1);
      return new TypeSet(more);
    }

    boolean contains(int type) {
      return type >= 0 && bits.get(type);
    }

    int highest() {
      return bits.length() - 1;
    }
  }
}
