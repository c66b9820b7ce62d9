package io.redismigration.migration.checks;

import io.redismigration.migration.checks.ServerVersion.Family;
import java.util.List;

/**
 * Kinds of values that not every server can hold, and the first that can (redis 8.8 and valkey 9.1,
 * object.h, t_hash.c).
 */
enum NewerTypes {
  STREAM("streams", "stream", "5.0", "0"),
  EXPIRING_FIELD("hash fields that expire", null, "7.4", "9.0"),
  VECTOR_SET("vector sets", "vectorset", "8.0", null),
  ARRAY("arrays", "array", "8.8", null);

  private final String title;
  private final String type;
  private final String redis;
  private final String valkey;

  /**
   * @param type as TYPE names it; null: found otherwise
   * @param valkey null: no release has it
   */
  NewerTypes(String title, String type, String redis, String valkey) {
    this.title = title;
    this.type = type;
    this.redis = redis;
    this.valkey = valkey;
  }

  /** All that the first can hold and the second cannot. */
  static List<NewerTypes> lost(ServerVersion from, ServerVersion to) {
    return List.of(values()).stream().filter(kind -> kind.in(from) && !kind.in(to)).toList();
  }

  boolean in(ServerVersion server) {
    String since = server.family() == Family.VALKEY ? valkey : redis;
    if (since == null) {
      return false;
    }
    ServerVersion first = ServerVersion.parse(server.family(), since);
    return server.atLeast(first.major(), first.minor());
  }

  boolean foundOn(SourceFacts source) {
    return this == EXPIRING_FIELD
        ? source.server().expiringFields() > 0
        : source.sample().types().contains(type);
  }

  String title() {
    return title;
  }

  /** Who can hold it. */
  String servers() {
    if (valkey == null) {
      return "Redis %s or later".formatted(redis);
    }
    return valkey.equals("0")
        ? "Redis %s or later, any Valkey".formatted(redis)
        : "Redis %s, Valkey %s or later".formatted(redis, valkey);
  }
}
