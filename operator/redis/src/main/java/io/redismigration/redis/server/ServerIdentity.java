package io.redismigration.redis.server;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Family and version of one server, as it tells about itself.
 *
 * @param family the code base
 * @param version the release in the family's own numbering
 * @param redisCompatible the Redis release it claims to be compatible with: the same as {@code
 *     version} for Redis, 7.2.4 for every Valkey so far
 */
public record ServerIdentity(
    ServerFamily family, ServerVersion version, ServerVersion redisCompatible) {

  public ServerIdentity {
    Objects.requireNonNull(family, "family");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(redisCompatible, "redisCompatible");
  }

  /** A server whose own numbering is also its Redis compatibility. */
  public ServerIdentity(ServerFamily family, ServerVersion version) {
    this(family, version, compatibility(family, version));
  }

  private static ServerVersion compatibility(ServerFamily family, ServerVersion version) {
    return switch (family) {
      case VALKEY, REDICT -> ServerVersion.of(7, 2, 4);
      case REDIS, KEYDB, UNKNOWN, DRAGONFLY, KVROCKS -> version;
    };
  }

  /** Redis of that version, written {@code 7.0.15}. */
  public static ServerIdentity redis(String version) {
    return new ServerIdentity(ServerFamily.REDIS, ServerVersion.parse(version));
  }

  /** Valkey of that version, written {@code 9.1.0}. */
  public static ServerIdentity valkey(String version) {
    return new ServerIdentity(ServerFamily.VALKEY, ServerVersion.parse(version));
  }

  /**
   * Reads the answer to {@code INFO server} (other sections may be there too).
   *
   * <p>Valkey reports {@code redis_version:7.2.4} beside {@code server_name:valkey} and {@code
   * valkey_version} (Valkey 8.0 and later; 7.2 names itself by {@code server_name} alone). KeyDB
   * prints {@code executable:.../keydb-server} and {@code server_name} is absent. Dragonfly and
   * Kvrocks print {@code dragonfly_version} and {@code kvrocks_version}.
   *
   * @throws IllegalArgumentException when there is no {@code redis_version} line
   */
  public static ServerIdentity fromInfo(String info) {
    return fromInfo(fields(info));
  }

  /**
   * The same from INFO's fields by name.
   *
   * @throws IllegalArgumentException when there is no {@code redis_version} among them
   */
  public static ServerIdentity fromInfo(Map<String, String> fields) {
    String redisVersion = fields.get("redis_version");
    if (redisVersion == null) {
      throw new IllegalArgumentException(
          "INFO server holds no redis_version: not a Redis-like server, or INFO is restricted");
    }
    ServerVersion compatible = ServerVersion.parse(redisVersion);
    ServerFamily family = family(fields);
    ServerVersion version = ownVersion(family, fields).orElse(compatible);
    return new ServerIdentity(family, version, compatible);
  }

  private static Map<String, String> fields(String info) {
    Map<String, String> fields = new HashMap<>();
    info.lines()
        .map(String::strip)
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                fields.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
              }
            });
    return fields;
  }

  private static ServerFamily family(Map<String, String> fields) {
    String name = fields.getOrDefault("server_name", "").toLowerCase(Locale.ROOT);
    if (name.equals("valkey") || fields.containsKey("valkey_version")) {
      return ServerFamily.VALKEY;
    }
    if (name.equals("redict") || fields.containsKey("redict_version")) {
      return ServerFamily.REDICT;
    }
    if (fields.containsKey("dragonfly_version")) {
      return ServerFamily.DRAGONFLY;
    }
    if (fields.containsKey("kvrocks_version")) {
      return ServerFamily.KVROCKS;
    }
    String executable = fields.getOrDefault("executable", "");
    String program = executable.substring(executable.lastIndexOf('/') + 1);
    if (program.startsWith("keydb") || fields.containsKey("mvcc_depth")) {
      return ServerFamily.KEYDB;
    }
    return name.isEmpty() || name.equals("redis") ? ServerFamily.REDIS : ServerFamily.UNKNOWN;
  }

  private static Optional<ServerVersion> ownVersion(
      ServerFamily family, Map<String, String> fields) {
    String key =
        switch (family) {
          case VALKEY -> "valkey_version";
          case REDICT -> "redict_version";
          case DRAGONFLY -> "dragonfly_version";
          case KVROCKS -> "kvrocks_version";
          case REDIS, KEYDB, UNKNOWN -> "redis_version";
        };
    String text = fields.get(key);
    if (text == null) {
      return Optional.empty();
    }
    // Dragonfly writes df-v1.27.1
    return Optional.of(ServerVersion.parse(text.startsWith("df-") ? text.substring(3) : text));
  }

  @Override
  public String toString() {
    return family.title() + " " + version;
  }
}
