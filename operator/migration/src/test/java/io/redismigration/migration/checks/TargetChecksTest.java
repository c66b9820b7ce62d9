package io.redismigration.migration.checks;

import static io.redismigration.migration.checks.CheckRow.passes;
import static io.redismigration.migration.checks.CheckRow.row;
import static io.redismigration.migration.checks.GivenFacts.GI;
import static io.redismigration.migration.checks.GivenFacts.MI;
import static io.redismigration.migration.model.CheckOutcome.FAILED;
import static io.redismigration.migration.model.CheckOutcome.INFO;
import static io.redismigration.migration.model.CheckOutcome.NOT_APPLICABLE;
import static io.redismigration.migration.model.CheckOutcome.WARNING;

import io.redismigration.migration.checks.TargetFacts.Claim;
import io.redismigration.migration.checks.TargetFacts.Writes;
import io.redismigration.migration.lock.LockFacts;
import io.redismigration.migration.model.ExistingData;
import io.redismigration.migration.model.LockMode;
import io.redismigration.migration.model.VerificationSpec.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TargetChecksTest {

  static Stream<CheckRow> rows() {
    return Stream.of(
        row(
            CheckName.TARGET_TOPOLOGY,
            "cluster",
            f -> f.target.cluster = true,
            FAILED,
            "cluster mode",
            "standalone target"),
        row(
            CheckName.TARGET_NOT_LOADING,
            "loading",
            f -> f.target.loading = true,
            FAILED,
            "loading",
            "wait"),
        row(
            CheckName.TARGET_PRIMARY,
            "replica",
            f -> f.target.primary = false,
            FAILED,
            "is a replica",
            "REPLICAOF NO ONE"),
        row(
            CheckName.TARGET_WRITABLE,
            "read-only",
            f -> f.writes = Writes.READ_ONLY_REPLICA,
            FAILED,
            "read-only",
            "primary"),
        row(
            CheckName.TARGET_WRITABLE,
            "few replicas",
            f -> f.writes = Writes.NOT_ENOUGH_REPLICAS,
            FAILED,
            "min-replicas",
            "lower"),
        row(
            CheckName.TARGET_WRITABLE,
            "disk error",
            f -> f.writes = Writes.DISK_ERROR,
            FAILED,
            "disk",
            "BGSAVE"),
        row(
            CheckName.TARGET_WRITABLE,
            "full",
            f -> f.writes = Writes.OUT_OF_MEMORY,
            FAILED,
            "maxmemory",
            "raise"),
        passes(
            CheckName.TARGET_NOT_CLAIMED, "our claim", f -> f.claim = new Claim("ours", "ck", 15)),
        row(
            CheckName.TARGET_NOT_CLAIMED,
            "another's claim",
            f -> f.claim = new Claim("other", "ck", 15),
            FAILED,
            "migration other",
            "redis-cli -n 15 DEL ck"),
        row(
            CheckName.TARGET_NOT_CLAIMED,
            "another's claim and lock",
            f -> {
              f.claim = new Claim("other", "ck", 15);
              f.lockable = new LockFacts(true, List.of(), "a", List.of("a"), true);
            },
            FAILED,
            "migration other",
            "status.parameters"),
        row(
            CheckName.TARGET_PERMISSIONS,
            "another's lock",
            f -> {
              f.claim = new Claim("other", "ck", 15);
              f.lockable = new LockFacts(true, List.of(), "a", List.of("a"), true);
            },
            WARNING,
            "another migration has locked",
            "TargetNotClaimed"),
        row(
            CheckName.TARGET_EMPTY,
            "keys",
            f -> f.foreignKeys = 1204,
            FAILED,
            "1204 keys",
            "empty it"),
        passes(
            CheckName.TARGET_EMPTY,
            "keys of ours",
            f -> {
              f.foreignKeys = 1204;
              f.claim = new Claim("ours", "ck", 15);
            }),
        row(
            CheckName.TARGET_EMPTY,
            "keys where they are to be removed",
            f -> {
              f.foreignKeys = 1207;
              f.target.keys.putAll(Map.of(0, 1204L, 2, 3L));
              f.source.keys.putAll(Map.of(0, 1L, 2, 1L));
              f.existing = ExistingData.FLUSH;
            },
            WARNING,
            "1204 keys in database 0, 3 keys in database 2: they are removed before the copy",
            "spec.target.flushConfirm to hold status.flushToken"),
        row(
            CheckName.TARGET_EMPTY,
            "keys that a flush does not remove",
            f -> {
              f.foreignKeys = 1205;
              f.target.keys.putAll(Map.of(0, 1204L, 5, 1L));
              f.existing = ExistingData.FLUSH;
            },
            FAILED,
            "1 key in database 5, which the source does not use: a flush does not remove them",
            "empty these databases yourself"),
        passes(
            CheckName.TARGET_EMPTY,
            "nothing where it would be removed",
            f -> f.existing = ExistingData.FLUSH),
        row(
            CheckName.TARGET_MEMORY,
            "too small",
            f -> f.target.maxmemory = GI + 512 * MI,
            FAILED,
            "512Mi of memory free, the source uses 1Gi",
            "2560Mi"),
        row(
            CheckName.TARGET_MEMORY,
            "tight",
            f -> f.target.maxmemory = 2 * GI + 200 * MI,
            WARNING,
            "the source uses 1Gi",
            "raise maxmemory"),
        row(
            CheckName.TARGET_MEMORY,
            "unknown",
            f -> f.target.system = 0,
            INFO,
            "does not tell",
            ""),
        passes(CheckName.TARGET_EVICTION_POLICY, "no maxmemory", f -> f.policy = "allkeys-lru"),
        row(
            CheckName.TARGET_EVICTION_POLICY,
            "evicts, and may be told not to",
            f -> {
              f.policy = "allkeys-lru";
              f.target.maxmemory = 8 * GI;
            },
            INFO,
            "allkeys-lru: it is set to noeviction for the migration",
            ""),
        row(
            CheckName.TARGET_EVICTION_POLICY,
            "evicts",
            f -> {
              f.policy = "allkeys-lru";
              f.target.maxmemory = 8 * GI;
              f.targetConfigWritable = false;
            },
            WARNING,
            "allkeys-lru",
            "noeviction"),
        row(
            CheckName.TARGET_EVICTION_POLICY,
            "unreadable",
            f -> f.policy = null,
            WARNING,
            "cannot be read",
            "noeviction"),
        row(
            CheckName.TARGET_DATABASES,
            "too few",
            f -> f.source.keys.put(31, 1L),
            FAILED,
            "database 31, the target has 16",
            "databases 32"),
        row(
            CheckName.TARGET_DATABASES,
            "unreadable",
            f -> f.target.databases = null,
            INFO,
            "does not tell",
            ""),
        row(
            CheckName.TARGET_OTHER_WRITERS,
            "a writer",
            f -> f.foreignWriters = List.of("10.1.1.1:999"),
            FAILED,
            "10.1.1.1:999",
            "spec.checks.ignore"),
        row(
            CheckName.TARGET_LOCK,
            "rules of its own",
            f -> {},
            INFO,
            "lose @write until the cutover (default, app)",
            ""),
        row(
            CheckName.TARGET_LOCK,
            "many users",
            f -> f.lockable = new LockFacts(true, List.of(), "a", users(7), false),
            INFO,
            "user4 and 2 more",
            ""),
        row(
            CheckName.TARGET_LOCK,
            "before 6.0",
            f -> {
              f.target.version = ServerVersion.redis("5.0.14");
              f.lockable = LockFacts.none();
            },
            WARNING,
            "Redis 5.0.14 cannot be locked",
            "keep other clients away"),
        row(
            CheckName.TARGET_LOCK,
            "no right",
            f ->
                f.lockable = new LockFacts(true, List.of("acl|setuser"), "mover", List.of(), false),
            WARNING,
            "may not run acl setuser",
            "ACL SETUSER mover +acl"),
        row(
            CheckName.TARGET_LOCK,
            "too many users",
            f -> f.lockable = new LockFacts(true, List.of(), "a", users(51), false),
            WARNING,
            "51 users",
            "remove users"),
        row(
            CheckName.TARGET_LOCK,
            "demanded and not to be had",
            f -> {
              f.lock = LockMode.ACL;
              f.lockable = new LockFacts(true, List.of("acl|list"), "mover", List.of(), false);
            },
            FAILED,
            "cannot be locked",
            "spec.target.lock to DetectOnly"),
        row(
            CheckName.TARGET_LOCK,
            "not wanted",
            f -> f.lock = LockMode.DETECT_ONLY,
            INFO,
            "as asked",
            ""),
        row(CheckName.TARGET_MODE, "any", f -> {}, INFO, "Auto chose Commands", ""),
        row(
            CheckName.TARGET_RESTORE_ACCEPTED,
            "no RESTORE",
            f -> f.restoreAccepted = false,
            FAILED,
            "refuses RESTORE",
            "2.8"),
        row(
            CheckName.TARGET_VALUE_SIZE,
            "huge value",
            f -> f.largestString = GI,
            INFO,
            "the target takes 512Mi at most; it is set to what the source takes",
            ""),
        row(
            CheckName.TARGET_VALUE_SIZE,
            "huge value, fixed limit",
            f -> {
              f.largestString = GI;
              f.targetConfigWritable = false;
            },
            WARNING,
            "value of 1Gi among 1000 keys looked at, the target takes 512Mi",
            "proto-max-bulk-len"),
        row(
            CheckName.TARGET_SNAPSHOT_PERMITTED,
            "compared by commands",
            f -> f.replicaDenied = List.of("psync"),
            NOT_APPLICABLE,
            "",
            ""),
        passes(
            CheckName.TARGET_SNAPSHOT_PERMITTED,
            "its user may replicate",
            f -> f.method = Method.SNAPSHOTS),
        row(
            CheckName.TARGET_SNAPSHOT_PERMITTED,
            "its user may not",
            f -> {
              f.method = Method.SNAPSHOTS;
              f.targetConnection.user = "mover";
              f.replicaDenied = List.of("psync", "replconf");
            },
            WARNING,
            "psync, replconf; without a snapshot of it keys are compared by commands",
            "ACL SETUSER mover +psync +replconf"),
        row(
            CheckName.TARGET_SNAPSHOT_PERMITTED,
            "a managed service without PSYNC",
            f -> {
              f.method = Method.SNAPSHOTS;
              f.replicaUnknown = List.of("psync", "replconf");
            },
            WARNING,
            "renamed or disabled on the target",
            "set spec.verification.method to Commands"),
        row(
            CheckName.TARGET_SNAPSHOT_PERMITTED,
            "PSYNC alone",
            f -> {
              f.method = Method.SNAPSHOTS;
              f.replicaDenied = List.of("replconf");
            },
            WARNING,
            "makes a snapshot all the same",
            "ACL SETUSER default +replconf"),
        row(
            CheckName.TARGET_FORK_MEMORY,
            "compared by commands",
            f -> f.source.used = 5 * GI,
            NOT_APPLICABLE,
            "",
            ""),
        passes(CheckName.TARGET_FORK_MEMORY, "enough memory", f -> f.method = Method.SNAPSHOTS),
        row(
            CheckName.TARGET_FORK_MEMORY,
            "little memory once it holds the source's data",
            f -> {
              f.method = Method.SNAPSHOTS;
              f.source.used = 4 * GI;
              f.targetFork = new ForkFacts(GI, 300 * MI, true);
            },
            WARNING,
            "about 5Gi used of 8Gi, maxmemory unlimited; the last snapshot copied 300Mi: the fork",
            "vm.overcommit_memory=1"),
        row(
            CheckName.TARGET_FORK_MEMORY,
            "holds the data already, and never forked",
            f -> {
              f.method = Method.SNAPSHOTS;
              f.claim = new Claim("ours", "ck", 15);
              f.source.used = 5 * GI;
              f.target.used = 5 * GI;
              f.targetFork = new ForkFacts(0, null, false);
            },
            WARNING,
            "about 5Gi used of 8Gi",
            "spec.verification.method to Commands"),
        passes(CheckName.TARGET_VALUE_SIZE, "small values", f -> f.largestString = MI),
        row(CheckName.TARGET_VALUE_SIZE, "not sampled", f -> {}, NOT_APPLICABLE, "", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void saysWhatItSawAndWhatToDo(CheckRow row) {
    row.holds();
  }

  private static List<String> users(int many) {
    return IntStream.range(0, many).mapToObj(each -> "user" + each).toList();
  }
}
