package io.redismigration.redis.server;

import java.util.EnumSet;
import java.util.Set;

/**
 * What one server can do, decided from its family and version alone. Everything here is a lookup in
 * {@link Feature} and in the RDB table; whether a user may use it (ACL, renamed commands, managed
 * services) is not known here.
 */
public final class Capabilities {

  /** The newest Redis whose formats this library was checked against. */
  public static final ServerVersion NEWEST_REDIS = ServerVersion.of(8, 6);

  /** The newest Valkey whose formats this library was checked against. */
  public static final ServerVersion NEWEST_VALKEY = ServerVersion.of(9, 1);

  private final ServerIdentity server;
  private final Set<Feature> features;
  private final RdbSupport rdb;

  private Capabilities(ServerIdentity server) {
    this.server = server;
    this.rdb = RdbSupport.of(server);
    this.features = EnumSet.noneOf(Feature.class);
    for (Feature feature : Feature.values()) {
      if (feature.in(server)) {
        features.add(feature);
      }
    }
  }

  public static Capabilities of(ServerIdentity server) {
    return new Capabilities(server);
  }

  public ServerIdentity server() {
    return server;
  }

  /** Whether the server has the feature. No allocation. */
  public boolean has(Feature feature) {
    return features.contains(feature);
  }

  /** All features of the server. */
  public Set<Feature> features() {
    return Set.copyOf(features);
  }

  /**
   * Whether the server is a release later than those this library knows, so that its stream and its
   * snapshots may hold what would not be understood. A newer patch of a known line is not newer.
   */
  public boolean isNewerThanSupported() {
    ServerVersion version = server.version();
    return switch (server.family()) {
      case REDIS -> version.isAtLeast(NEWEST_REDIS.major(), NEWEST_REDIS.minor() + 1);
      case VALKEY -> version.isAtLeast(NEWEST_VALKEY.major(), NEWEST_VALKEY.minor() + 1);
      case REDICT, KEYDB, DRAGONFLY, KVROCKS, UNKNOWN -> false;
    };
  }

  /** Whether the server understands PSYNC. Dragonfly and Kvrocks cannot be replicated from. */
  public boolean psync() {
    return has(Feature.PSYNC);
  }

  /** Whether the server can be replicated from at all, by PSYNC or by SYNC. */
  public boolean replicable() {
    return switch (server.family()) {
      case REDIS, VALKEY, REDICT, KEYDB, UNKNOWN -> true;
      case DRAGONFLY, KVROCKS -> false;
    };
  }

  /**
   * The RDB version it writes for its own replicas of the same release, and the highest it reads.
   */
  public int maxRdbVersion() {
    return rdb.maxRdbVersion();
  }

  /**
   * Whether RESTORE takes a payload whose footer says that RDB version. The footer is a gate only:
   * the type byte decides how the body is read. Valkey's {@code rdb-version-check relaxed} takes
   * more.
   */
  public boolean acceptsDumpFooter(int rdbVersion) {
    return rdb.acceptsFooter(rdbVersion);
  }

  /**
   * The RDB version to put into DUMP payloads meant for this server: 6, which every release from
   * 2.6 takes whatever the type, but 7 for 3.2.0, which wants exactly its own. Tried with types 0
   * to 4 on 2.8.19, 6.2.11 and 7.0.15.
   */
  public int dumpFooter() {
    return acceptsDumpFooter(6) ? 6 : maxRdbVersion();
  }

  /**
   * Whether RESTORE understands a value of that RDB type number as written by that family: numbers
   * from 22 on mean different things in Redis and Valkey.
   */
  public boolean loadsType(int rdbType, ServerFamily writtenBy) {
    return rdb.loads(rdbType, writtenBy);
  }

  /** The highest RDB type number it knows, in its own family's numbering. */
  public int highestType() {
    return rdb.highestType();
  }

  /** Whether {@code +FULLRESYNC} may name an offset that is lower than the snapshot's. */
  public boolean wrongFullResyncOffset() {
    return psync() && !has(Feature.EXACT_FULLRESYNC_OFFSET);
  }

  /** Whether its stream carries TTLs relative to the moment a command ran at the source. */
  public boolean relativeTtlInStream() {
    return !has(Feature.ABSOLUTE_TTL_IN_STREAM);
  }

  /** Whether INCRBYFLOAT is streamed as a plain SET, which drops the TTL at the target. */
  public boolean losesTtlOnIncrByFloat() {
    return !has(Feature.INCRBYFLOAT_KEEPS_TTL);
  }

  /** Whether scripts may arrive as EVAL and EVALSHA rather than as what they did. */
  public boolean verbatimScripts() {
    return !has(Feature.SCRIPT_EFFECTS_ONLY);
  }

  /**
   * The name of a configuration parameter on this server, given with {@code replica} in it: {@code
   * min-replicas-to-write} is {@code min-slaves-to-write} before 5.0.
   */
  public String parameterName(String name) {
    return has(Feature.REPLICA_NAMES)
        ? name
        : name.replace("replicas", "slaves").replace("replica", "slave");
  }

  /** The command that sets a primary: REPLICAOF, before 5.0 SLAVEOF. */
  public String replicaOfCommand() {
    return has(Feature.REPLICA_NAMES) ? "REPLICAOF" : "SLAVEOF";
  }

  @Override
  public String toString() {
    return "capabilities of " + server;
  }
}
