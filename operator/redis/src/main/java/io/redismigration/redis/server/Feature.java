package io.redismigration.redis.server;

import java.util.List;

/**
 * Something a server can do, and the first releases that do it. The table of {@link Capabilities};
 * {@code FeatureTest} walks it against every release line, {@code FeatureOnServersTest} against
 * real servers.
 *
 * <p>Redis releases are listed per line where a change was backported: {@code "2.8.22 3.0.4"} means
 * 2.8.22 and later of 2.8, and everything from 3.0.4 on. Valkey split from Redis 7.2.4 and
 * therefore has everything that came before; what came after is stated for each family on its own.
 * Versions are from the {@code since} and {@code history} fields of redis 8.6 and valkey 9.1 {@code
 * src/commands/*.json}, and from the changes named beside the constant.
 */
public enum Feature {
  // What a source needs to be replicated from.
  /** PSYNC with replication id and offset; older servers know SYNC alone. */
  PSYNC("2.8"),
  /** Understands {@code REPLCONF capa eof}; earlier diskless servers send {@code $EOF:} unasked. */
  REPLCONF_CAPA("2.8.22 3.0.4"),
  /** {@code REPLCONF capa psync2}: {@code +CONTINUE} names the id, failover keeps the history. */
  PSYNC2("4.0"),
  /** {@code REPLCONF ip-address}: the label shown in INFO and ROLE. */
  REPLCONF_IP_ADDRESS("3.2.2"),
  /** {@code REPLCONF version}: decides the RDB version sent from Valkey 9.1 on. */
  REPLCONF_VERSION(never(), "8.0"),
  /** {@code repl-diskless-sync} exists. */
  DISKLESS_SYNC("2.8.18"),
  /**
   * The offset of {@code +FULLRESYNC} is the offset of the snapshot. Before, it was taken when
   * PSYNC arrived, however much later the snapshot began (redis commits 4b010572c, 9d2972183).
   */
  EXACT_FULLRESYNC_OFFSET("2.8.22 3.0.4"),
  /**
   * {@code CONFIG SET repl-backlog-size} keeps what the backlog holds (redis 7.0 replication.c).
   */
  BACKLOG_RESIZE_KEEPS_HISTORY("7.0"),
  /** CONFIG SET understands units such as {@code 512mb}. */
  CONFIG_SET_UNITS("3.0"),

  // What a source streams.
  /** Every TTL in the stream is an absolute time (PXAT, PEXPIREAT, RESTORE ABSTTL). */
  ABSOLUTE_TTL_IN_STREAM("7.0"),
  /** INCRBYFLOAT is streamed as {@code SET … KEEPTTL}; before, the plain SET drops the TTL. */
  INCRBYFLOAT_KEEPS_TTL("6.0"),
  /** Scripts are streamed by their effects unless configured otherwise. */
  SCRIPT_EFFECTS_BY_DEFAULT("5.0"),
  /** Scripts are streamed by their effects, always. */
  SCRIPT_EFFECTS_ONLY("7.0"),
  /** The snapshot holds keys that had already expired (redis commit 2a887bd53). */
  SNAPSHOT_HOLDS_EXPIRED_KEYS("4.0.10"),

  // RESTORE.
  /** {@code RESTORE … REPLACE}. */
  RESTORE_REPLACE("3.0"),
  /** {@code RESTORE … ABSTTL}. */
  RESTORE_ABSTTL("5.0"),
  /** {@code RESTORE … IDLETIME seconds} and {@code FREQ n}, never both. */
  RESTORE_IDLETIME_FREQ("5.0"),
  /** A RESTORE whose ABSTTL has passed leaves no key behind. */
  RESTORE_SKIPS_EXPIRED("5.0.10 6.0.8"),
  /** A checksum of zero in a DUMP payload means "not computed" (redis commit d43bf1d6e). */
  RESTORE_ZERO_CHECKSUM("8.4", never()),

  // Commands and options.
  /** PFADD and its family. */
  HYPERLOGLOG("2.8.9"),
  /** GEOADD and its family. */
  GEO("3.2"),
  /** BITFIELD. */
  BITFIELD("3.2"),
  /** UNLINK, and ASYNC of FLUSHALL and FLUSHDB. */
  UNLINK("4.0"),
  /** SWAPDB. */
  SWAPDB("4.0"),
  /** HSET with several fields; before, HMSET. */
  HSET_MULTI("4.0"),
  /** MEMORY USAGE. */
  MEMORY_USAGE("4.0"),
  /** MODULE LIST. */
  MODULES("4.0"),
  /** XADD and its family. */
  STREAMS("5.0"),
  /** ZPOPMIN, ZPOPMAX. */
  ZPOP("5.0"),
  /** {@code SET … KEEPTTL}. */
  SET_KEEPTTL("6.0"),
  /** {@code SET … PXAT} and EXAT. */
  SET_PXAT("6.2"),
  /** {@code SET … GET}. */
  SET_GET("6.2"),
  /** GETEX and GETDEL. */
  GETEX("6.2"),
  /** COPY. */
  COPY("6.2"),
  /** LMOVE and BLMOVE; before, RPOPLPUSH. */
  LMOVE("6.2"),
  /** {@code LPOP key count}, {@code RPOP key count}. */
  LPOP_COUNT("6.2"),
  /** SMISMEMBER, ZMSCORE, ZDIFFSTORE, ZINTER. */
  ZDIFF("6.2"),
  /** ZRANGESTORE. */
  ZRANGESTORE("6.2"),
  /** GEOSEARCHSTORE. */
  GEOSEARCHSTORE("6.2"),
  /** {@code ZADD … GT} and LT. */
  ZADD_GT_LT("6.2"),
  /** {@code XADD … MINID}, {@code LIMIT}, {@code NOMKSTREAM}; the same of XTRIM. */
  XADD_MINID("6.2"),
  /** XGROUP CREATECONSUMER and XAUTOCLAIM. */
  XGROUP_CREATECONSUMER("6.2"),
  /** {@code XGROUP CREATE … ENTRIESREAD}, {@code XSETID … ENTRIESADDED MAXDELETEDID}. */
  XGROUP_ENTRIESREAD("7.0"),
  /** FUNCTION LOAD and its family, FCALL. */
  FUNCTION("7.0"),
  /** {@code PEXPIREAT … NX|XX|GT|LT}, the same of EXPIRE. */
  EXPIRE_FLAGS("7.0"),
  /** SPUBLISH. */
  SHARDED_PUBSUB("7.0"),
  /** LMPOP and ZMPOP. */
  LMPOP("7.0"),
  /** HPEXPIREAT and its family: a TTL per hash field. */
  HASH_FIELD_TTL("7.4", "9.0"),
  /** HSETEX, HGETEX. */
  HSETEX("8.0", "9.0"),
  /** HGETDEL. */
  HGETDEL("8.0", "9.1"),
  /** MSETEX. */
  MSETEX("8.4", "9.1"),
  /** DELEX of Redis. Valkey's DELIFEQ is another command. */
  DELEX("8.4", never()),

  // Control.
  /** {@code CLIENT KILL} by filters: ID, ADDR, TYPE, SKIPME. */
  CLIENT_KILL_FILTERS("2.8.12"),
  /** ROLE. */
  ROLE("2.8.12"),
  /** {@code CLIENT PAUSE ms}: everything of normal clients. */
  CLIENT_PAUSE("3.0"),
  /** {@code CLIENT PAUSE ms WRITE}: reads are still served. */
  CLIENT_PAUSE_WRITE("6.2"),
  /** CLIENT UNPAUSE. */
  CLIENT_UNPAUSE("6.2"),
  /** CLIENT REPLY. */
  CLIENT_REPLY("3.2"),
  /** CLIENT ID. */
  CLIENT_ID("5.0"),
  /** {@code CLIENT NO-EVICT}. */
  CLIENT_NO_EVICT("7.0"),
  /** {@code CLIENT NO-TOUCH}: reads leave idle time and frequency alone. */
  CLIENT_NO_TOUCH("7.2"),
  /** WAIT. */
  WAIT("3.0"),
  /** WAITAOF. */
  WAITAOF("7.2"),
  /** ACL users, {@code AUTH user password}. */
  ACL("6.0"),
  /** {@code ACL DRYRUN}. */
  ACL_DRYRUN("7.0"),
  /** Several parameters in one CONFIG SET, all or none. */
  CONFIG_SET_MANY("7.0"),
  /** Parameters named {@code replica}; before, {@code slave}. Both are understood from then on. */
  REPLICA_NAMES("5.0"),
  /** {@code min-replicas-to-write} refuses scripts that write, too. */
  MIN_REPLICAS_STOPS_SCRIPTS("6.0.17 6.2.7"),
  /**
   * EXEC is refused when a command before it was. Before, a command that -READONLY or -LOADING had
   * refused was left out and the others were executed (tried on 2.8.19 and 6.0.16; redis pull
   * request 7390).
   */
  EXEC_ABORTS_WHEN_REFUSED("6.0.16 6.2"),
  /** {@code DEBUG DIGEST-VALUE}. DEBUG itself is off by default from 7.0. */
  DEBUG_DIGEST_VALUE("5.0"),
  /** DEBUG has to be enabled by {@code enable-debug-command}. */
  DEBUG_OFF_BY_DEFAULT("7.0"),
  /** {@code import-mode} and {@code CLIENT IMPORT-SOURCE}: no expiry and no eviction while on. */
  IMPORT_MODE(never(), "8.1"),
  /** {@code rdb-version-check relaxed}. */
  RDB_VERSION_CHECK(never(), "8.1"),
  /** Number of arguments per command bounded by INT_MAX, not by 1,048,576. */
  UNBOUNDED_ARGUMENTS("7.0"),
  /** {@code proto-max-bulk-len} can be set; before, 512 MiB is fixed. */
  PROTO_MAX_BULK_LEN("4.0");

  /** In a class of its own because constants are made before an enum's static fields. */
  private static final class Fork {
    /** The Redis release Valkey and Redict were forked from. */
    static final ServerVersion POINT = ServerVersion.of(7, 2, 4);
  }

  private final List<ServerVersion> redis;
  private final List<ServerVersion> valkey;

  Feature(String redis) {
    this(redis, "");
  }

  Feature(String redis, String valkey) {
    this.redis = versions(redis);
    boolean beforeFork = !this.redis.isEmpty() && reaches(this.redis, Fork.POINT);
    this.valkey = beforeFork ? List.of(ServerVersion.of(0, 0)) : versions(valkey);
  }

  /** No release has it. */
  private static String never() {
    return "";
  }

  private static List<ServerVersion> versions(String text) {
    return text.isEmpty()
        ? List.of()
        : List.of(text.split(" ")).stream().map(ServerVersion::parse).sorted().toList();
  }

  /** First Redis releases with it, one per line it was backported to; empty when there is none. */
  public List<ServerVersion> redisSince() {
    return redis;
  }

  /** First Valkey releases with it; {@code 0.0.0} when it was inherited from Redis. */
  public List<ServerVersion> valkeySince() {
    return valkey;
  }

  /** Whether that server has it; for families other than Redis and Valkey, what their base had. */
  public boolean in(ServerIdentity server) {
    return switch (server.family()) {
      case VALKEY -> reaches(valkey, server.version());
      case REDIS, UNKNOWN -> reaches(redis, server.version());
      case REDICT -> reaches(redis, Fork.POINT);
      case KEYDB -> reaches(redis, keydbBase(server.version()));
      case DRAGONFLY, KVROCKS -> !needsReplication() && reaches(redis, server.redisCompatible());
    };
  }

  private boolean needsReplication() {
    return switch (this) {
      case PSYNC, PSYNC2, REPLCONF_CAPA, REPLCONF_IP_ADDRESS, EXACT_FULLRESYNC_OFFSET -> true;
      default -> false;
    };
  }

  /** KeyDB 6.3 took over Redis 6.2; before, it was at 6.0. */
  private static ServerVersion keydbBase(ServerVersion keydb) {
    return keydb.isAtLeast(6, 3) ? ServerVersion.of(6, 2) : ServerVersion.of(6, 0);
  }

  private static boolean reaches(List<ServerVersion> since, ServerVersion version) {
    if (since.isEmpty()) {
      return false;
    }
    if (version.isAtLeast(since.get(since.size() - 1))) {
      return true;
    }
    return since.stream()
        .anyMatch(
            first ->
                first.major() == version.major()
                    && first.minor() == version.minor()
                    && version.isAtLeast(first));
  }
}
