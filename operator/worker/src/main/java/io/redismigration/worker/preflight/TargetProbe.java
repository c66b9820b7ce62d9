package io.redismigration.worker.preflight;

import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointFormatException;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.control.ServerInfo;
import io.redismigration.engine.target.ClientList;
import io.redismigration.migration.checks.ConnectionFacts;
import io.redismigration.migration.checks.ServerFacts;
import io.redismigration.migration.checks.SnapshotFacts;
import io.redismigration.migration.checks.TargetFacts;
import io.redismigration.migration.checks.TargetFacts.Claim;
import io.redismigration.migration.checks.TargetFacts.Writes;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Dialer;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import io.redismigration.redis.server.Capabilities;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What is particular to a target. The only thing written is a probe key that is removed again at
 * once.
 */
final class TargetProbe {
  /** A client that wrote and has been silent for longer does not write now. */
  private static final int IDLE_SECONDS = 10;

  private static final String CONFIG_SET = "config|set";

  private static final Set<String> WRITES =
      Set.of(
          "set",
          "del",
          "unlink",
          "hset",
          "hmset",
          "lpush",
          "rpush",
          "sadd",
          "zadd",
          "incr",
          "incrby",
          "expire",
          "pexpire",
          "setex",
          "psetex",
          "mset",
          "append",
          "xadd",
          "eval",
          "evalsha",
          "flushdb",
          "flushall",
          "lpop",
          "rpop",
          "srem",
          "zrem",
          "hdel",
          "hincrby",
          "setnx",
          "getset");

  private final RedisControl control;
  private final ServerProbe server;
  private final ConnectionFacts connection;
  private final String runId;

  TargetProbe(RedisControl control, ConnectionFacts connection, String runId) {
    this.connection = connection;
    this.control = control;
    this.server = new ServerProbe(control);
    this.runId = runId;
  }

  /**
   * @param snapshots whether the comparison is to take some
   */
  TargetFacts look(Dialer dialer, ConnectionSettings settings, boolean snapshots)
      throws IOException {
    ServerInfo info = control.info();
    ServerFacts facts = server.look(info);
    ConnectionSettings named =
        settings.withClientName(new ClientName(runId, 0, "preflight").toString());
    try (RedisConnection open = RedisConnection.open(dialer, named)) {
      // Before the probe: where a connection may not be named, its write would look like somebody
      // else's.
      List<String> foreignWriters = foreignWriters();
      Claim claim = claim(open, info);
      long keys = info.keyspaces().values().stream().mapToLong(ServerInfo.Keyspace::keys).sum();
      boolean ours = claim != null && claim.runId().equals(runId);
      int footer = Capabilities.of(ServerProbe.identity(info)).dumpFooter();
      Probe probe = probe(open, facts, footer);
      return new TargetFacts(
          facts,
          probe.writes(),
          claim,
          server.config("maxmemory-policy").orElse(null),
          !connection.deniedOptional().contains(CONFIG_SET)
              && !connection.unknownOptional().contains(CONFIG_SET),
          server.configNumber("proto-max-bulk-len").orElse(null),
          probe.restores(),
          ours ? 0 : keys - (claim == null ? 0 : 1),
          foreignWriters,
          List.of(),
          LockProbe.look(open, connection.user()),
          (int) info.number("connected_slaves").orElse(0),
          persists(info),
          snapshots ? snapshots(open, dialer, named, info) : null);
    }
  }

  private static SnapshotFacts snapshots(
      RedisConnection open, Dialer dialer, ConnectionSettings settings, ServerInfo info)
      throws IOException {
    try (RedisConnection spare = RedisConnection.open(dialer, settings)) {
      Permissions.Seen seen = Permissions.ofReplica().look(open, spare, Permissions.Login.of(open));
      return new SnapshotFacts(seen.denied(), seen.unknown(), ServerProbe.fork(info));
    }
  }

  private Boolean persists(ServerInfo info) {
    if ("1".equals(info.field("aof_enabled").orElse(""))) {
      return true;
    }
    return server.config("save").map(rules -> !rules.isBlank()).orElse(null);
  }

  private static Claim claim(RedisConnection open, ServerInfo info) throws IOException {
    for (int database : info.keyspaces().keySet()) {
      open.call("SELECT", Integer.toString(database));
      if (open.call("GET", CheckpointLocation.KEY) instanceof Reply.Bulk stored) {
        return new Claim(owner(stored.bytes()), CheckpointLocation.KEY, database);
      }
    }
    return null;
  }

  private static String owner(byte[] stored) {
    try {
      return Checkpoint.parse(stored).run();
    } catch (CheckpointFormatException e) {
      return "unknown (the key holds something else)";
    }
  }

  private record Probe(Writes writes, boolean restores) {}

  /**
   * RESTORE of a key with a random name, removed at once: what a write is answered, and whether our
   * payload is taken.
   */
  private static Probe probe(RedisConnection open, ServerFacts facts, int footer)
      throws IOException {
    if (!facts.primary() || facts.loading()) {
      return new Probe(facts.primary() ? Writes.ACCEPTED : Writes.READ_ONLY_REPLICA, false);
    }
    open.call("SELECT", "0");
    byte[] key = ("redis-migration:probe:" + UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII);
    byte[] ttl = "60000".getBytes(StandardCharsets.US_ASCII);
    Reply restored =
        open.call(
            "RESTORE".getBytes(StandardCharsets.US_ASCII), key, ttl, ProbePayload.bytes(footer));
    if (restored instanceof Reply.Error refused) {
      return new Probe(
          switch (refused.error().code()) {
            case READONLY -> Writes.READ_ONLY_REPLICA;
            case NOREPLICAS -> Writes.NOT_ENOUGH_REPLICAS;
            case MISCONF -> Writes.DISK_ERROR;
            case OOM -> Writes.OUT_OF_MEMORY;
            default -> Writes.ACCEPTED;
          },
          false);
    }
    open.call("DEL".getBytes(StandardCharsets.US_ASCII), key);
    return new Probe(Writes.ACCEPTED, true);
  }

  private List<String> foreignWriters() {
    List<String> writers = new ArrayList<>();
    Object list = ServerProbe.permitted(() -> control.call("CLIENT", "LIST")).orElse("");
    for (ClientList.Client client : ClientList.parse(String.valueOf(list)).clients()) {
      if (ClientName.parse(client.name()).isEmpty()
          && WRITES.contains(client.command())
          && client.idleSeconds() < IDLE_SECONDS) {
        writers.add(client.address());
      }
    }
    return writers;
  }
}
