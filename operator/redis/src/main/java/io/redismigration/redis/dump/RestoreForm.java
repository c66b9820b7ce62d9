package io.redismigration.redis.dump;

import io.redismigration.redis.rdb.RdbFamily;
import io.redismigration.redis.rdb.ValueType;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import io.redismigration.redis.server.ServerFamily;

/**
 * How a value gets into a target: by RESTORE of its body as it is, by RESTORE of another encoding,
 * by commands, or not at all. The type byte decides what a server can load; the footer is only a
 * gate (facts from cluster.c, verifyDumpPayload, of each release).
 */
public sealed interface RestoreForm {

  /**
   * The body as it is.
   *
   * @param footer RDB version to stamp
   */
  record AsIs(int footer) implements RestoreForm {
    @Override
    public String toString() {
      return Integer.toString(footer);
    }
  }

  /**
   * The body rewritten by {@link ReEncoder}, which may still find something that {@code type}
   * cannot hold.
   *
   * @param footer RDB version to stamp
   */
  record ReEncode(ValueType type, int footer) implements RestoreForm {
    @Override
    public String toString() {
      return "re-encode " + type + " " + footer;
    }
  }

  /** The target can hold the value, but no payload brings it there. */
  record Native(String why) implements RestoreForm {
    @Override
    public String toString() {
      return "native";
    }
  }

  /** The target cannot hold the value. */
  record Impossible(String reason) implements RestoreForm {
    @Override
    public String toString() {
      return "impossible: " + reason;
    }
  }

  /** A table look-up; ask once per type, not per key. */
  static RestoreForm of(ValueType type, Capabilities target) {
    int footer = target.dumpFooter();
    if (loads(target, type)) {
      return new AsIs(footer);
    }
    return switch (type.kind()) {
      case STRING -> new Native("a server that loads no string payload");
      case LIST -> new ReEncode(ValueType.LIST, footer);
      case SET -> new ReEncode(ValueType.SET, footer);
      case ZSET ->
          new ReEncode(loads(target, ValueType.ZSET_2) ? ValueType.ZSET_2 : ValueType.ZSET, footer);
      case HASH -> hash(type, target, footer);
      case STREAM -> stream(type, target, footer);
      case MODULE -> new Impossible("modules need Redis 4.0 or later");
      case ARRAY -> new Impossible("arrays need Redis 8.8 or later");
    };
  }

  /**
   * Fields that expire survive only in an encoding of the target's own family; plain ones in any.
   */
  private static RestoreForm hash(ValueType type, Capabilities target, int footer) {
    if (type.hasFieldTimes() && target.has(Feature.HASH_FIELD_TTL)) {
      for (ValueType to : new ValueType[] {ValueType.HASH_METADATA, ValueType.VALKEY_HASH_2}) {
        if (loads(target, to)) {
          return new ReEncode(to, footer);
        }
      }
      return new Native("the target has its own encoding of fields that expire");
    }
    return new ReEncode(ValueType.HASH, footer);
  }

  private static RestoreForm stream(ValueType type, Capabilities target, int footer) {
    ValueType best = null;
    for (ValueType to : ValueType.values()) {
      boolean older = to.streamVersion() > 0 && to.streamVersion() < type.streamVersion();
      if (older && loads(target, to)) {
        best = to;
      }
    }
    return best == null
        ? new Impossible("streams need Redis 5.0 or later")
        : new ReEncode(best, footer);
  }

  private static boolean loads(Capabilities target, ValueType type) {
    ServerFamily writer = type.isOf(RdbFamily.REDIS) ? ServerFamily.REDIS : ServerFamily.VALKEY;
    return target.loadsType(type.code(), writer);
  }
}
