package io.redismigration.worker.preflight;

import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.engine.control.ServerInfo;
import io.redismigration.engine.target.ClientList;
import io.redismigration.migration.checks.ConnectionFacts;
import io.redismigration.migration.checks.ReplicationFacts;
import io.redismigration.migration.checks.SampleFacts;
import io.redismigration.migration.checks.ScriptFacts;
import io.redismigration.migration.checks.ServerVersion;
import io.redismigration.migration.checks.SourceFacts;
import io.redismigration.migration.ledger.ReplicaBufferLimit;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Dialer;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerIdentity;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What is particular to a source. */
final class SourceProbe {
  /** Data in memory takes about twice what it takes in an RDB file. */
  private static final double RDB_PER_MEMORY = 0.6;

  /**
   * What a link of ours shows as its address; servers before 3.2.2 show only its port, which no
   * replica can have.
   */
  private static final String LABEL = "redis-migration.";

  private static final int HIGHEST_PORT = 65_535;

  private final RedisControl control;
  private final ServerProbe server;
  private final ConnectionFacts connection;
  private final String runId;

  SourceProbe(RedisControl control, ConnectionFacts connection, String runId) {
    this.control = control;
    this.server = new ServerProbe(control);
    this.connection = connection;
    this.runId = runId;
  }

  SourceFacts look(Dialer dialer, ConnectionSettings settings)
      throws IOException, InterruptedException {
    ServerInfo info = control.info();
    Map<String, String> parameters =
        ServerProbe.permitted(() -> control.config("*")).orElse(Map.of());
    ServerInfo statistics =
        ServerProbe.permitted(() -> control.info("commandstats")).orElse(ServerInfo.parse(""));
    return new SourceFacts(
        server.look(info),
        sync(ServerProbe.identity(info)),
        info.lastSaveFailed(),
        info.isSaving(),
        replication(info, parameters),
        info.replicas().stream()
            .filter(SourceProbe::isMigration)
            .map(ServerInfo.Replica::address)
            .filter(label -> !isOurs(label))
            .toList(),
        parameters.containsKey("repl-backlog-size"),
        parameters.containsKey("client-output-buffer-limit")
            ? ReplicaBufferLimit.parse(parameters.get("client-output-buffer-limit")).limit()
            : null,
        number(parameters, "repl-backlog-size"),
        parameters.containsKey("repl-timeout")
            ? number(parameters, "repl-timeout").intValue()
            : null,
        may("config|set"),
        may("client|pause") && may("client|unpause"),
        scripts(info, statistics, parameters),
        ServerProbe.fork(info),
        (long) (info.usedMemory() * RDB_PER_MEMORY),
        writeRate(info),
        SampleFacts.none(),
        WrittenCommands.of(control, statistics),
        holdsCheckpointKey(dialer, settings, info));
  }

  private ReplicationFacts replication(ServerInfo info, Map<String, String> parameters) {
    String diskless = parameters.get("repl-diskless-sync");
    Long delay = number(parameters, "repl-diskless-sync-delay");
    Long minReplicas =
        number(
            parameters,
            parameters.containsKey("min-replicas-to-write")
                ? "min-replicas-to-write"
                : "min-slaves-to-write");
    return new ReplicationFacts(
        info.replicas().stream()
            .filter(replica -> !isMigration(replica))
            .map(
                replica ->
                    new ReplicationFacts.Replica(
                        replica.address() + ":" + replica.port(),
                        replica.state(),
                        Math.max(0, info.replicationOffset() - replica.offset())))
            .toList(),
        diskless == null ? null : "yes".equals(diskless),
        delay == null ? null : delay.intValue(),
        sentinels(),
        minReplicas == null ? null : minReplicas.intValue());
  }

  /** A Sentinel names its two connections {@code sentinel-…-cmd} and {@code -pubsub}. */
  private Integer sentinels() {
    return ServerProbe.permitted(() -> control.text("CLIENT", "LIST"))
        .map(
            list ->
                (int)
                    ClientList.parse(list).clients().stream()
                        .filter(client -> client.name().startsWith("sentinel-"))
                        .count())
        .orElse(null);
  }

  private ScriptFacts scripts(
      ServerInfo info, ServerInfo statistics, Map<String, String> parameters) {
    ServerVersion version = ServerProbe.version(info);
    String byEffects = parameters.get("lua-replicate-commands");
    boolean verbatim =
        !version.atLeast(7, 0)
            && (byEffects == null ? !version.atLeast(5, 0) : "no".equals(byEffects));
    return new ScriptFacts(
        calls(statistics, "eval") + calls(statistics, "evalsha") + calls(statistics, "fcall"),
        info.number("number_of_cached_scripts").isPresent()
            ? info.number("number_of_cached_scripts").getAsLong()
            : null,
        verbatim,
        functions());
  }

  private static boolean isMigration(ServerInfo.Replica replica) {
    return replica.address().startsWith(LABEL) || replica.port() > HIGHEST_PORT;
  }

  /** Servers before 7.0 cut a long label off. */
  private boolean isOurs(String label) {
    return label.length() > LABEL.length() && (LABEL + runId).startsWith(label);
  }

  private static Long number(Map<String, String> parameters, String name) {
    String value = parameters.get(name);
    return value == null ? null : Long.parseLong(value);
  }

  private boolean may(String command) {
    return !connection.deniedOptional().contains(command)
        && !connection.unknownOptional().contains(command);
  }

  private SourceFacts.Sync sync(ServerIdentity identity) {
    Capabilities able = Capabilities.of(identity);
    if (!able.replicable() || !able.psync()) {
      return able.replicable() ? SourceFacts.Sync.SYNC : SourceFacts.Sync.REFUSED;
    }
    if (!connection.unknown().contains("psync") && !connection.denied().contains("psync")) {
      return SourceFacts.Sync.PSYNC;
    }
    Object known =
        ServerProbe.permitted(() -> control.call("COMMAND", "INFO", "sync")).orElse(null);
    boolean hasSync = known instanceof List<?> list && !list.isEmpty() && list.get(0) != null;
    return hasSync ? SourceFacts.Sync.SYNC : SourceFacts.Sync.REFUSED;
  }

  private static long calls(ServerInfo statistics, String command) {
    String line = statistics.field("cmdstat_" + command).orElse("calls=0,");
    return Long.parseLong(line.substring("calls=".length(), line.indexOf(',')));
  }

  private int functions() {
    Object list = ServerProbe.permitted(() -> control.call("FUNCTION", "LIST")).orElse(List.of());
    return list instanceof List<?> libraries ? libraries.size() : 0;
  }

  /**
   * Growth of the stream between two looks; null where nothing is replicated yet, so nothing is
   * counted.
   */
  private Long writeRate(ServerInfo before) throws InterruptedException {
    if (before.number("repl_backlog_active").orElse(0) == 0) {
      return null;
    }
    long begun = System.nanoTime();
    Thread.sleep(200);
    ServerInfo after = control.info("replication");
    OptionalLong offset = after.number("master_repl_offset");
    double seconds = (System.nanoTime() - begun) / 1e9;
    return offset.isEmpty()
        ? null
        : (long) ((offset.getAsLong() - before.replicationOffset()) / seconds);
  }

  private boolean holdsCheckpointKey(Dialer dialer, ConnectionSettings settings, ServerInfo info)
      throws IOException {
    ConnectionSettings named =
        settings.withClientName(new ClientName(runId, 0, "preflight").toString());
    try (RedisConnection open = RedisConnection.open(dialer, named)) {
      for (int database : info.keyspaces().keySet()) {
        open.call("SELECT", Integer.toString(database));
        Reply exists = open.call("EXISTS", CheckpointLocation.KEY);
        if (exists instanceof Reply.Integer found && found.value() > 0) {
          return true;
        }
      }
    }
    return false;
  }
}
