package io.redismigration.migration.checks;

import io.redismigration.migration.lock.LockFacts;
import io.redismigration.migration.model.AccessKind;
import io.redismigration.migration.model.Endpoint;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.OnFullResync;
import io.redismigration.migration.model.OutputBufferLimit;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.migration.model.ReplicationMode;
import io.redismigration.migration.model.Side;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.ThrottleSpec;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.migration.task.ReplicationOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Facts of two healthy servers, to be spoilt field by field. */
final class GivenFacts {
  static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  static final long MI = 1L << 20;
  static final long GI = 1L << 30;

  final Connection sourceConnection = new Connection(Side.SOURCE, "redis-old");
  final Connection targetConnection = new Connection(Side.TARGET, "redis-new");
  final Server source = new Server(ServerVersion.redis("6.2.11"), "run-a");
  final Server target = new Server(ServerVersion.redis("7.0.15"), "run-b");

  boolean sourceRead = true;
  SourceFacts.Sync sync = SourceFacts.Sync.PSYNC;
  boolean saveFailed;
  boolean saveRunning;
  List<ReplicationFacts.Replica> replicas = List.of();
  Boolean diskless = true;
  Integer disklessDelay = 5;
  Integer sentinels = 0;
  Integer minReplicas = 0;
  List<String> labels = List.of();
  boolean configReadable = true;
  OutputBufferLimit buffer = new OutputBufferLimit(256 * MI, 64 * MI, Duration.ofSeconds(60));
  Long backlog = MI;
  Integer replTimeout = 60;
  boolean configWritable = true;
  boolean pausePermitted = true;
  long scriptCalls;
  Long cachedScripts = 0L;
  boolean verbatimScripts;
  int functions;
  ForkFacts fork = new ForkFacts(GI, 300 * MI, true);
  Set<String> types = Set.of("string", "hash");
  List<String> moduleKeys = List.of();
  Integer rdbVersion = 9;
  boolean rdbReadable = true;
  long snapshot = GI;
  Long writeRate = 0L;
  Long largestString;
  boolean checkpointKeyUsed;

  boolean targetRead = true;
  TargetFacts.Writes writes = TargetFacts.Writes.ACCEPTED;
  TargetFacts.Claim claim;
  String policy = "noeviction";
  boolean targetConfigWritable = true;
  Long bulkLen = 512 * MI;
  boolean restoreAccepted = true;
  long foreignKeys;
  List<String> foreignWriters = List.of();
  List<String> unknownCommands = List.of();
  LockFacts lockable = new LockFacts(true, List.of(), "default", List.of("default", "app"), false);

  SpoolFacts spool = new SpoolFacts(10 * GI, 20 * GI, 50 * MI);
  FenceKind fenceKind = FenceKind.AUTO;
  LockMode lock = LockMode.AUTO;
  Instant plannedUntil;
  SourceAfter sourceAfter = SourceAfter.READ_ONLY;
  ExistingData existing = ExistingData.REJECT;
  VerificationSpec.Method method = VerificationSpec.Method.COMMANDS;
  List<String> replicaDenied = List.of();
  List<String> replicaUnknown = List.of();
  ForkFacts targetFork = new ForkFacts(0, null, true);

  CheckFacts facts() {
    return new CheckFacts(
        "ours",
        NOW,
        options(),
        sourceConnection.facts(),
        targetConnection.facts(),
        sourceRead ? sourceFacts() : null,
        targetRead ? targetFacts() : null,
        spool);
  }

  private ReplicationOptions options() {
    return new ReplicationOptions(
        ReplicationMode.AUTO,
        ParametersSpec.defaults(),
        existing,
        null,
        lock,
        fenceKind,
        sourceAfter,
        10 * GI,
        OnFullResync.FAIL,
        new ThrottleSpec(0, 0),
        new VerificationSpec(null, null, null, 0, method),
        0,
        0,
        false,
        plannedUntil,
        null,
        null,
        false);
  }

  private SourceFacts sourceFacts() {
    return new SourceFacts(
        source.facts(),
        sync,
        saveFailed,
        saveRunning,
        new ReplicationFacts(replicas, diskless, disklessDelay, sentinels, minReplicas),
        labels,
        configReadable,
        buffer,
        backlog,
        replTimeout,
        configWritable,
        pausePermitted,
        new ScriptFacts(scriptCalls, cachedScripts, verbatimScripts, functions),
        fork,
        snapshot,
        writeRate,
        new SampleFacts(1000, types, moduleKeys, largestString, rdbVersion, rdbReadable),
        List.of("set", "hset"),
        checkpointKeyUsed);
  }

  private TargetFacts targetFacts() {
    return new TargetFacts(
        target.facts(),
        writes,
        claim,
        policy,
        targetConfigWritable,
        bulkLen,
        restoreAccepted,
        foreignKeys,
        foreignWriters,
        unknownCommands,
        lockable,
        0,
        true,
        method == VerificationSpec.Method.SNAPSHOTS
            ? new SnapshotFacts(replicaDenied, replicaUnknown, targetFork)
            : null);
  }

  /** One side's connection. */
  static final class Connection {
    private final ConnectionFacts healthy;
    String host;
    List<String> secretsMissing = List.of();
    List<String> addresses = List.of("10.0.0.1");
    String forbidden;
    AccessKind access = AccessKind.IN_CLUSTER;
    Duration roundTrip = Duration.ofNanos(200_000);
    ConnectionFacts.Network network = ConnectionFacts.Network.CONNECTED;
    ConnectionFacts.Tls tls = ConnectionFacts.Tls.NOT_WANTED;
    Instant certificateEnds;
    ConnectionFacts.Auth auth = ConnectionFacts.Auth.ACCEPTED;
    String user;
    List<String> denied = new ArrayList<>();
    List<String> deniedOptional = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    List<String> unknownOptional = new ArrayList<>();

    Connection(Side side, String host) {
      this.host = host;
      healthy = ConnectionFacts.healthy(side, new Endpoint(host, 6379));
    }

    ConnectionFacts facts() {
      return new ConnectionFacts(
          healthy.side(),
          new Endpoint(host, 6379),
          access,
          secretsMissing,
          addresses,
          forbidden,
          network,
          roundTrip,
          tls,
          certificateEnds,
          auth,
          user,
          denied,
          deniedOptional,
          unknown,
          unknownOptional);
    }
  }

  /** One server. */
  static final class Server {
    ServerVersion version;
    String runId;
    String replicationId;
    boolean primary = true;
    boolean linkUp = true;
    boolean loading;
    boolean cluster;
    boolean sentinel;
    long used = GI;
    long maxmemory;
    long system = 8 * GI;
    Integer databases = 16;
    final Map<Integer, Long> keys = new TreeMap<>(Map.of(0, 1000L));
    long expiringKeys;
    long expiringFields;
    List<String> modules = List.of();
    Duration clockAhead = Duration.ZERO;

    Server(ServerVersion version, String runId) {
      this.version = version;
      this.runId = runId;
      this.replicationId = "id-" + runId;
    }

    ServerFacts facts() {
      return new ServerFacts(
          version,
          runId,
          replicationId,
          primary,
          linkUp,
          loading,
          cluster,
          sentinel,
          used,
          maxmemory,
          system,
          databases,
          keys,
          expiringKeys,
          expiringFields,
          modules,
          clockAhead);
    }
  }
}
