package io.redismigration.migration.checks;

import static io.redismigration.migration.checks.CheckRow.passes;
import static io.redismigration.migration.checks.CheckRow.row;
import static io.redismigration.migration.checks.GivenFacts.GI;
import static io.redismigration.migration.checks.GivenFacts.MI;
import static io.redismigration.migration.model.CheckOutcome.FAILED;
import static io.redismigration.migration.model.CheckOutcome.INFO;
import static io.redismigration.migration.model.CheckOutcome.NOT_APPLICABLE;
import static io.redismigration.migration.model.CheckOutcome.WARNING;

import io.redismigration.migration.model.FenceKind;
import io.redismigration.migration.model.OutputBufferLimit;
import io.redismigration.migration.model.SourceAfter;
import io.redismigration.migration.model.VerificationSpec;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SourceChecksTest {

  static Stream<CheckRow> rows() {
    return Stream.of(
        row(
            CheckName.SOURCE_TOPOLOGY,
            "cluster",
            f -> f.source.cluster = true,
            FAILED,
            "NotSupportedYet",
            "standalone source"),
        row(
            CheckName.SOURCE_TOPOLOGY,
            "sentinel",
            f -> f.source.sentinel = true,
            FAILED,
            "NotSupportedYet",
            "primary itself"),
        passes(
            CheckName.SOURCE_VERSION,
            "2.8.19",
            f -> f.source.version = ServerVersion.redis("2.8.19")),
        passes(
            CheckName.SOURCE_VERSION, "8.6", f -> f.source.version = ServerVersion.redis("8.6.0")),
        row(
            CheckName.SOURCE_VERSION,
            "8.8",
            f -> f.source.version = ServerVersion.redis("8.8.0"),
            FAILED,
            "Redis 8.8.0",
            "upgrade this tool"),
        passes(
            CheckName.SOURCE_VERSION,
            "Valkey 9.1",
            f -> f.source.version = ServerVersion.valkey("9.1.0")),
        row(
            CheckName.SOURCE_VERSION,
            "Valkey 10",
            f -> f.source.version = ServerVersion.valkey("10.0.0"),
            FAILED,
            "Valkey 10.0.0",
            "upgrade this tool"),
        row(
            CheckName.SOURCE_VERSION,
            "2.6",
            f -> {
              f.source.version = ServerVersion.redis("2.6.17");
              f.sync = SourceFacts.Sync.SYNC;
            },
            WARNING,
            "no PSYNC",
            "2.8.24"),
        row(
            CheckName.SOURCE_SYNC_PERMITTED,
            "managed",
            f -> f.sync = SourceFacts.Sync.REFUSED,
            FAILED,
            "refuses PSYNC",
            "the provider's own export"),
        row(
            CheckName.SOURCE_SYNC_PERMITTED,
            "Amazon ElastiCache",
            f -> {
              f.sync = SourceFacts.Sync.REFUSED;
              f.sourceConnection.host = "orders.abc123.0001.euw1.cache.amazonaws.com";
            },
            FAILED,
            "refuses PSYNC",
            "aws elasticache copy-snapshot"),
        row(
            CheckName.SOURCE_SYNC_PERMITTED,
            "Alibaba Cloud",
            f -> {
              f.sync = SourceFacts.Sync.REFUSED;
              f.sourceConnection.host = "r-abc.redis.rds.aliyuncs.com";
            },
            FAILED,
            "refuses PSYNC",
            "RoleRepl"),
        passes(CheckName.SOURCE_RDB_VERSION, "version 9", f -> {}),
        row(
            CheckName.SOURCE_RDB_VERSION,
            "a later one",
            f -> {
              f.rdbVersion = 15;
              f.rdbReadable = false;
            },
            FAILED,
            "writes RDB version 15",
            "upgrade this tool"),
        row(
            CheckName.SOURCE_RDB_VERSION,
            "no key to look at",
            f -> f.rdbVersion = null,
            NOT_APPLICABLE,
            "",
            ""),
        row(CheckName.SOURCE_REPLICAS, "none", f -> {}, INFO, "no replica is attached", ""),
        row(
            CheckName.SOURCE_REPLICAS,
            "two, one late",
            f ->
                f.replicas =
                    List.of(
                        new ReplicationFacts.Replica("10.0.0.2:6379", "online", 0),
                        new ReplicationFacts.Replica("10.0.0.3:6379", "wait_bgsave", 512)),
            INFO,
            "1 not in sync; replicas: 10.0.0.2:6379 (online, 0 bytes behind), 10.0.0.3:6379"
                + " (wait_bgsave, 512 bytes behind); spec.source.preferReplica",
            ""),
        passes(CheckName.SOURCE_MIN_REPLICAS, "none demanded", f -> {}),
        row(
            CheckName.SOURCE_MIN_REPLICAS,
            "one demanded",
            f -> f.minReplicas = 1,
            WARNING,
            "min-replicas-to-write is 1, and the migration counts as one of these",
            "raise it by one"),
        row(
            CheckName.SOURCE_MIN_REPLICAS,
            "not told",
            f -> f.minReplicas = null,
            INFO,
            "CONFIG GET is not permitted",
            ""),
        passes(CheckName.SOURCE_SENTINELS, "none", f -> {}),
        row(
            CheckName.SOURCE_SENTINELS,
            "watched",
            f -> f.sentinels = 6,
            INFO,
            "connections of Sentinels: 6",
            ""),
        row(
            CheckName.SOURCE_SENTINELS,
            "not told",
            f -> f.sentinels = null,
            INFO,
            "CLIENT LIST is not permitted",
            ""),
        row(CheckName.SOURCE_TRANSFER, "without disk", f -> {}, INFO, "begins after 5 s", ""),
        row(
            CheckName.SOURCE_TRANSFER,
            "by disk",
            f -> f.diskless = false,
            INFO,
            "written to the source's disk first",
            ""),
        row(
            CheckName.SOURCE_TRANSFER,
            "before 2.8.18",
            f -> f.diskless = null,
            INFO,
            "does not tell",
            ""),
        row(
            CheckName.SOURCE_NOT_LOADING,
            "loading",
            f -> f.source.loading = true,
            FAILED,
            "loading",
            "wait"),
        row(
            CheckName.SOURCE_BACKGROUND_SAVE,
            "failed save",
            f -> f.saveFailed = true,
            FAILED,
            "failed",
            "BGSAVE"),
        row(
            CheckName.SOURCE_BACKGROUND_SAVE,
            "running save",
            f -> f.saveRunning = true,
            WARNING,
            "runs now",
            "waits"),
        row(
            CheckName.SOURCE_ROLE,
            "replica in sync",
            f -> f.source.primary = false,
            WARNING,
            "itself a replica",
            "primary"),
        row(
            CheckName.SOURCE_ROLE,
            "replica out of sync",
            f -> {
              f.source.primary = false;
              f.source.linkUp = false;
            },
            WARNING,
            "not in sync",
            "primary"),
        row(
            CheckName.SOURCE_FORK_MEMORY,
            "little memory",
            f -> f.source.used = 5 * GI,
            WARNING,
            "5Gi used of 8Gi, maxmemory unlimited; the last snapshot copied 300Mi",
            "quiet hour"),
        row(
            CheckName.SOURCE_FORK_MEMORY,
            "never forked",
            f -> {
              f.source.used = 5 * GI;
              f.source.maxmemory = 6 * GI;
              f.fork = new ForkFacts(6 * GI, null, false);
            },
            WARNING,
            "6Gi used of 8Gi, maxmemory 6Gi: a fork under many writes may not fit; with"
                + " vm.overcommit_memory 0",
            "sysctl vm.overcommit_memory=1"),
        row(
            CheckName.SOURCE_FORK_MEMORY,
            "little memory, compared by snapshots",
            f -> {
              f.source.used = 5 * GI;
              f.method = VerificationSpec.Method.SNAPSHOTS;
            },
            WARNING,
            "each pass of the comparison by snapshots forks it once more",
            "spec.verification.method to Commands"),
        row(
            CheckName.SOURCE_FORK_MEMORY,
            "before 3.2",
            f -> f.source.system = 0,
            NOT_APPLICABLE,
            "",
            ""),
        passes(CheckName.SOURCE_OUTPUT_BUFFER, "no writes", f -> {}),
        passes(
            CheckName.SOURCE_OUTPUT_BUFFER,
            "unlimited",
            f -> {
              f.writeRate = 10 * MI;
              f.buffer = new OutputBufferLimit(0, 0, Duration.ZERO);
            }),
        row(
            CheckName.SOURCE_OUTPUT_BUFFER,
            "we raise it",
            f -> f.writeRate = 10 * MI,
            INFO,
            "it is raised",
            ""),
        row(
            CheckName.SOURCE_OUTPUT_BUFFER,
            "we may not",
            f -> {
              f.writeRate = 10 * MI;
              f.configWritable = false;
            },
            WARNING,
            "256Mi hard, 64Mi soft",
            "+config|set"),
        row(
            CheckName.SOURCE_OUTPUT_BUFFER,
            "even more",
            f -> f.writeRate = 100 * MI,
            WARNING,
            "256Mi hard",
            "spec.parameters.clientOutputBufferLimit"),
        row(
            CheckName.SOURCE_OUTPUT_BUFFER,
            "unreadable",
            f -> f.configReadable = false,
            WARNING,
            "cannot be read",
            "replica class"),
        row(
            CheckName.SOURCE_BACKLOG,
            "no writes",
            f -> {},
            INFO,
            "the backlog is 1Mi, and nothing was written just now",
            ""),
        row(
            CheckName.SOURCE_BACKLOG,
            "large enough",
            f -> {
              f.backlog = 512 * MI;
              f.writeRate = 2 * MI;
            },
            INFO,
            "the backlog of 512Mi tolerates an outage of 4 min at 2Mi/s",
            ""),
        row(
            CheckName.SOURCE_BACKLOG,
            "no replica yet",
            f -> f.writeRate = null,
            INFO,
            "cannot be measured",
            ""),
        row(
            CheckName.SOURCE_BACKLOG,
            "we raise it",
            f -> f.writeRate = MI,
            INFO,
            "1Mi holds 1 s of writes at 1Mi/s",
            ""),
        row(
            CheckName.SOURCE_BACKLOG,
            "more than asked for",
            f -> f.writeRate = 100 * MI,
            WARNING,
            "holds 0 s",
            "replBacklogSize"),
        row(
            CheckName.SOURCE_BACKLOG,
            "we may not",
            f -> {
              f.writeRate = MI;
              f.configWritable = false;
            },
            WARNING,
            "holds 1 s",
            "+config|set"),
        row(
            CheckName.SOURCE_BACKLOG,
            "unreadable",
            f -> f.backlog = null,
            WARNING,
            "cannot be read",
            "minute"),
        row(
            CheckName.SOURCE_REPL_TIMEOUT,
            "we raise it",
            f -> {},
            INFO,
            "repl-timeout is 60 s: a snapshot that pauses longer breaks the link; it is raised to"
                + " 120 s",
            ""),
        row(
            CheckName.SOURCE_REPL_TIMEOUT,
            "we may not",
            f -> f.configWritable = false,
            WARNING,
            "repl-timeout is 60 s",
            "+config|set"),
        row(
            CheckName.SOURCE_REPL_TIMEOUT,
            "unreadable",
            f -> f.replTimeout = null,
            WARNING,
            "cannot be read",
            "a minute"),
        passes(CheckName.SOURCE_REPL_TIMEOUT, "high enough", f -> f.replTimeout = 120),
        passes(CheckName.SOURCE_PARAMETER_HEADROOM, "plenty", f -> {}),
        row(
            CheckName.SOURCE_PARAMETER_HEADROOM,
            "near maxmemory",
            f -> f.source.maxmemory = GI + 200 * MI,
            WARNING,
            "200Mi of memory are free",
            "replBacklogSize is 101Mi"),
        row(
            CheckName.SOURCE_PARAMETER_HEADROOM,
            "large buffer",
            f -> {
              f.source.maxmemory = GI + 400 * MI;
              f.backlog = 512 * MI;
            },
            WARNING,
            "may grow to 512Mi",
            "limit.hard is 400Mi".replace("limit", "clientOutputBufferLimit")),
        row(
            CheckName.SOURCE_PARAMETER_HEADROOM,
            "no CONFIG SET",
            f -> f.configWritable = false,
            WARNING,
            "not permitted",
            "+config|set"),
        row(
            CheckName.SOURCE_NOT_IN_OTHER_MIGRATION,
            "label",
            f -> f.labels = List.of("redismigration-other"),
            FAILED,
            "redismigration-other",
            "cancel"),
        passes(CheckName.SOURCE_FENCE, "6.2", f -> {}),
        row(
            CheckName.SOURCE_FENCE,
            "2.8 without scripts",
            f -> f.source.version = ServerVersion.redis("2.8.19"),
            INFO,
            "min-replicas",
            ""),
        row(
            CheckName.SOURCE_FENCE,
            "2.8 with scripts",
            f -> {
              f.source.version = ServerVersion.redis("2.8.19");
              f.scriptCalls = 7;
            },
            WARNING,
            "7 script calls",
            "External"),
        row(
            CheckName.SOURCE_FENCE,
            "nothing permitted",
            f -> {
              f.pausePermitted = false;
              f.configWritable = false;
            },
            WARNING,
            "FenceNotPermitted",
            "External"),
        row(
            CheckName.SOURCE_FENCE,
            "no lasting fence",
            f -> {
              f.fenceKind = FenceKind.CLIENT_PAUSE;
              f.configWritable = false;
            },
            WARNING,
            "NoLastingFence",
            "Release"),
        passes(
            CheckName.SOURCE_FENCE,
            "released afterwards",
            f -> {
              f.configWritable = false;
              f.sourceAfter = SourceAfter.RELEASE;
            }),
        row(
            CheckName.SOURCE_FENCE,
            "external",
            f -> f.fenceKind = FenceKind.EXTERNAL,
            INFO,
            "stopped by you",
            ""),
        row(
            CheckName.SOURCE_OFFSETS_EXACT,
            "2.8.19",
            f -> f.source.version = ServerVersion.redis("2.8.19"),
            WARNING,
            "wrong offset",
            "calibrated"),
        row(
            CheckName.SOURCE_OFFSETS_EXACT,
            "3.0.3",
            f -> f.source.version = ServerVersion.redis("3.0.3"),
            WARNING,
            "wrong offset",
            "calibrated"),
        passes(
            CheckName.SOURCE_OFFSETS_EXACT,
            "2.8.22",
            f -> f.source.version = ServerVersion.redis("2.8.22")),
        passes(
            CheckName.SOURCE_OFFSETS_EXACT,
            "3.0.4",
            f -> f.source.version = ServerVersion.redis("3.0.4")),
        row(
            CheckName.SOURCE_KEYS,
            "two databases",
            f -> f.source.keys.put(3, 5L),
            INFO,
            "keys: 1005, databases: 2, the highest is 3 (db0 1000, db3 5); with a time to live: 0",
            ""),
        row(
            CheckName.SOURCE_KEYS,
            "keys that expire",
            f -> f.source.expiringKeys = 250,
            INFO,
            "with a time to live: 250 (25%); counts of both sides may differ",
            ""),
        row(
            CheckName.CHECKPOINT_KEY_FREE,
            "our key",
            f -> f.checkpointKeyUsed = true,
            FAILED,
            "name of the checkpoint",
            "delete it"),
        row(
            CheckName.SPOOL_SIZE,
            "small spool",
            f -> f.spool = new SpoolFacts(500 * MI, 20 * GI, 50 * MI),
            FAILED,
            "may take 500Mi",
            "spec.worker.spool.size"),
        row(
            CheckName.SPOOL_SIZE,
            "full volume",
            f -> f.spool = new SpoolFacts(10 * GI, 500 * MI, 50 * MI),
            FAILED,
            "500Mi free",
            "free space"),
        row(
            CheckName.SPOOL_SIZE,
            "full volume that allows less than is allowed",
            f -> f.spool = SpoolFacts.on(500 * MI, 10 * GI, 50 * MI),
            FAILED,
            "volume has 500Mi free",
            "free space there"),
        row(CheckName.SPOOL_SIZE, "no spool", f -> f.spool = null, NOT_APPLICABLE, "", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void saysWhatItSawAndWhatToDo(CheckRow row) {
    row.holds();
  }
}
