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
            "provider"),
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
            "5Gi used of 8Gi",
            "quiet hour"),
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
        passes(CheckName.SOURCE_BACKLOG, "no writes", f -> {}),
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
              f.fence = FenceKind.CLIENT_PAUSE;
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
            f -> f.fence = FenceKind.EXTERNAL,
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
            "keys: 1005, databases: 2, the highest is 3",
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
        row(CheckName.SPOOL_SIZE, "no spool", f -> f.spool = null, NOT_APPLICABLE, "", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void saysWhatItSawAndWhatToDo(CheckRow row) {
    row.holds();
  }
}
