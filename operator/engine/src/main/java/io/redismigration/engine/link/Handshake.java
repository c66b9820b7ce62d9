package io.redismigration.engine.link;

import io.redismigration.redis.connection.Dialer;
import io.redismigration.redis.resp.ErrorCode;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import io.redismigration.redis.server.ServerFamily;
import io.redismigration.redis.server.ServerIdentity;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Introduces us as a replica, from Redis 2.8 to the newest Redis and Valkey: PING, TIME, INFO, then
 * REPLCONF as in redis unstable replication.c, syncWithMaster. What a source does not know or not
 * permit is left out; every reply is awaited, because PSYNC behind pending output is refused
 * (replication.c, syncCommand, every version).
 */
final class Handshake {
  private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

  /** The highest RDB version we decode; from 9.1 on Valkey chooses its snapshot by it. */
  private static final String DECODED_VALKEY = "9.0.0";

  /** Answers to PING that say nothing about replication. */
  private static final Set<ErrorCode> HARMLESS = Set.of(ErrorCode.NOPERM, ErrorCode.BUSY);

  private static final Pattern HISTORY =
      Pattern.compile("^(?:master_replid|run_id):([0-9a-f]{40})", Pattern.MULTILINE);

  private final Dialer dialer;
  private final LinkSettings settings;
  private final SourceClock clock;

  Handshake(Dialer dialer, LinkSettings settings, SourceClock clock) {
    this.dialer = dialer;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Connects and introduces us; the next word is PSYNC.
   *
   * @throws RefusedException when the source will not have us
   * @throws IOException when the connection cannot be made or breaks
   */
  SourceConnection open() throws IOException {
    RedisConnection connection = RedisConnection.open(dialer, settings.source());
    try {
      return introduce(connection);
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private SourceConnection introduce(RedisConnection connection) throws IOException {
    ping(connection);
    clock.measure(connection);
    Reply server = connection.call("INFO", "server");
    Optional<ServerIdentity> identity = identity(server);
    connection.call("REPLCONF", "listening-port", Integer.toString(settings.announcedPort()));
    connection.call("REPLCONF", "ip-address", settings.label());
    if (identity.isEmpty() || choosesSnapshotByVersion(identity.get())) {
      connection.call("REPLCONF", "version", DECODED_VALKEY);
    }
    // Known from 2.8.22 and 3.0.4 on, the same releases that name the right offset in FULLRESYNC.
    Reply capa = connection.call("REPLCONF", "capa", "eof", "capa", "psync2");
    SourceConnection opened = new SourceConnection(connection, identity, !capa.isError());
    opened.historyFromInfo(history(connection, server));
    connection.transport().readTimeout(settings.silence());
    return opened;
  }

  private static void ping(RedisConnection connection) throws IOException {
    if (connection.call("PING") instanceof Reply.Error error
        && !HARMLESS.contains(error.error().code())
        && PsyncReply.of("-" + error.error().text()) instanceof PsyncReply.Refused refused) {
      throw new RefusedException(refused);
    }
  }

  private static Optional<ServerIdentity> identity(Reply info) {
    if (!(info instanceof Reply.Bulk bulk)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ServerIdentity.fromInfo(bulk.utf8()));
    } catch (IllegalArgumentException e) {
      LOG.info("the source does not say what it is: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean choosesSnapshotByVersion(ServerIdentity source) {
    return source.family() == ServerFamily.VALKEY
        && Capabilities.of(source).has(Feature.REPLCONF_VERSION)
        && source.version().isAtLeast(9, 0);
  }

  /** {@code master_replid} from 4.0 on, before that the run id. */
  private static String history(RedisConnection connection, Reply server) throws IOException {
    for (Reply info : new Reply[] {connection.call("INFO", "replication"), server}) {
      if (info instanceof Reply.Bulk bulk) {
        Matcher found = HISTORY.matcher(bulk.utf8());
        if (found.find()) {
          return found.group(1);
        }
      }
    }
    return "?";
  }
}
