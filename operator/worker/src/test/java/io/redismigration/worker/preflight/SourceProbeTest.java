package io.redismigration.worker.preflight;

import static io.redismigration.migration.model.CheckOutcome.FAILED;
import static io.redismigration.migration.model.CheckOutcome.INFO;
import static io.redismigration.migration.model.CheckOutcome.PASSED;
import static io.redismigration.migration.model.CheckOutcome.WARNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.migration.checks.CheckFacts;
import io.redismigration.migration.checks.CheckName;
import io.redismigration.migration.checks.Checks;
import io.redismigration.migration.checks.SourceFacts;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.testkit.RedisSentinels;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.ReplicaChain;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.tls.TestCertificates;
import io.redismigration.testkit.waiting.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real servers tell, as sources, and what the checks make of it. */
class SourceProbeTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path spool;
  @AutoClose private Bed bed;

  @BeforeEach
  void make() {
    bed = new Bed(spool);
  }

  @ParameterizedTest(name = "{0} writes RDB version {1}")
  @CsvSource({"2.8, 6", "6.2, 9", "7.0, 10", "8.0, 12", "valkey-9.1, 80"})
  void theKeysOfASourceShowTypesSizesAndTheVersionOfItsSnapshots(String version, int rdb)
      throws Exception {
    bed.between(version, version);
    bed.source.command("SET", "large", "x".repeat(5000));
    bed.source.command("SET", "short-lived", "v", "EX", "3600");
    bed.source.command("RPUSH", "list", "a");

    CheckFacts seen = bed.facts();

    SourceFacts source = seen.source();
    assertThat(source.sample().keys()).isEqualTo(3);
    assertThat(source.sample().types()).containsExactlyInAnyOrder("string", "list");
    assertThat(source.sample().largestString()).isBetween(5000L, 6000L);
    assertThat(source.sample().rdbVersion()).isEqualTo(rdb);
    assertThat(source.sample().rdbReadable()).isTrue();
    assertThat(source.writeCommands()).contains("set", "rpush").doesNotContain("info", "dump");
    assertThat(source.fork().resident()).isPositive();
    assertThat(source.replication().minReplicas()).isZero();
    List<CheckResult> results = Checks.evaluate(seen);
    assertThat(Bed.in(results, CheckName.SOURCE_KEYS).message())
        .contains("keys: 3, databases: 1", "(db0 3)", "with a time to live: 1 (33%)");
    assertThat(Bed.in(results, CheckName.SOURCE_RDB_VERSION).outcome()).isEqualTo(PASSED);
    assertThat(results).noneMatch(CheckResult::blocks);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7.0", "8.0", "valkey-9.1"})
  void whatAnOlderTargetCannotHoldFails(String version) throws Exception {
    bed.between(version, "2.8");
    bed.source.command("XADD", "stream", "*", "f", "v");
    bed.source.command("COPY", "stream", "other");
    bed.source.command(
        "FUNCTION",
        "LOAD",
        "#!lua name=lib\nredis.register_function('f', function() return 1 end)");

    List<CheckResult> results = Checks.evaluate(bed.facts());

    CheckResult types = Bed.in(results, CheckName.VALUE_TYPES);
    assertThat(types.outcome()).isEqualTo(FAILED);
    assertThat(types.message()).startsWith("the source holds streams, which Redis 2.8");
    assertThat(Bed.in(results, CheckName.STREAMED_COMMANDS).message()).contains("copy", "xadd");
    assertThat(Bed.in(results, CheckName.STREAMED_COMMANDS).outcome()).isEqualTo(WARNING);
    assertThat(Bed.in(results, CheckName.FUNCTIONS).outcome()).isEqualTo(FAILED);
  }

  @ParameterizedTest
  @CsvSource({"8.0, HPEXPIRE", "valkey-9.1, HPEXPIRE"})
  void fieldsThatExpireAreSeen(String version, String command) throws Exception {
    bed.between(version, "7.0");
    bed.source.command("HSET", "hash", "f", "v");
    bed.source.command(command, "hash", "3600000", "FIELDS", "1", "f");

    CheckResult found = bed.check(CheckName.VALUE_TYPES);

    assertThat(found.outcome()).as("%s", found).isEqualTo(FAILED);
    assertThat(found.message()).contains("hash fields that expire");
  }

  @ParameterizedTest(name = "{0} replicates scripts as they are: {1}")
  @CsvSource({"2.8, true", "6.2, false", "7.0, false", "valkey-9.1, false"})
  void scriptsAreCountedAndHowTheyAreReplicated(String version, boolean verbatim) throws Exception {
    bed.between(version, "7.0");
    bed.source.command("EVAL", "return redis.call('set', KEYS[1], 'v')", "1", "k");

    SourceFacts source = bed.facts().source();

    assertThat(source.scripts().calls()).isEqualTo(1);
    assertThat(source.scripts().verbatim()).isEqualTo(verbatim);
    assertThat(bed.check(CheckName.SCRIPTS).outcome()).isEqualTo(WARNING);
  }

  @Test
  void scriptsAreReplicatedAsTheyAreWhereThatIsConfigured() throws Exception {
    bed.source("6.2", ServerOptions.defaults().config("lua-replicate-commands", "no"))
        .target("7.0", ServerOptions.defaults());
    bed.source.command("EVAL", "return 1", "0");

    assertThat(bed.check(CheckName.SCRIPTS).message()).contains("replicates scripts as they are");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "7.0", "valkey-9.1"})
  void replicasAndTheWayOfATransferAreShown(String version) throws Exception {
    bed.between(version, "7.0");
    RedisServer replica =
        bed.servers.start(version, ServerOptions.defaults().replicaOf(bed.source));
    ReplicaChain.awaitInSync(replica);

    List<CheckResult> results = Checks.evaluate(bed.facts());

    assertThat(Bed.in(results, CheckName.SOURCE_REPLICAS).message())
        .contains("127.0.0.1:" + replica.port(), "preferReplica");
    assertThat(Bed.in(results, CheckName.SOURCE_TRANSFER).outcome()).isEqualTo(INFO);
    assertThat(Bed.in(results, CheckName.SOURCE_REPL_TIMEOUT).message())
        .contains("repl-timeout is 60 s", "raised to 120 s");
    assertThat(Bed.in(results, CheckName.SOURCE_BACKLOG).message()).contains("the backlog is");
    assertThat(Bed.in(results, CheckName.SOURCE_SENTINELS).outcome()).isEqualTo(PASSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0"})
  void aReplicaThatLostItsPrimaryIsToldApartFromOneInSync(String version) throws Exception {
    bed.between(version, "7.0");
    RedisServer primary = bed.source;
    bed.source = bed.servers.start(version, ServerOptions.defaults().replicaOf(primary));
    ReplicaChain.awaitInSync(bed.source);
    assertThat(bed.check(CheckName.SOURCE_ROLE).message()).contains("itself a replica");

    primary.kill9();
    Waiting.until(
        "the link is down",
        LONG,
        () -> bed.source.info("master_link_status").map("down"::equals).orElse(false));

    CheckResult found = bed.check(CheckName.SOURCE_ROLE);
    assertThat(found.outcome()).isEqualTo(WARNING);
    assertThat(found.message()).contains("not in sync with its primary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0", "valkey-9.1"})
  void aSourceThatLetsNoReplicaAttachIsRefused(String version) throws Exception {
    ServerOptions managed =
        ServerOptions.defaults().config("rename-command", "PSYNC \"\"\nrename-command SYNC \"\"");
    bed.source(version, managed).target("7.0", ServerOptions.defaults());

    CheckResult found = bed.check(CheckName.SOURCE_SYNC_PERMITTED);

    assertThat(found.outcome()).isEqualTo(FAILED);
    assertThat(found.message()).contains("refuses PSYNC and SYNC");
    assertThat(found.suggestion()).contains("the provider's own export");
  }

  @Test
  void aSourceThatSentinelsWatchSaysSo() throws Exception {
    RedisSentinels watched =
        RedisSentinels.start(bed.servers, "7.0", ServerOptions.defaults(), 0, 1);
    bed.target("7.0", ServerOptions.defaults());
    bed.source = watched.master();
    await()
        .until(
            () ->
                ((String) bed.source.command("CLIENT", "LIST")).split("name=sentinel-", -1).length
                    == 3);

    CheckResult found = bed.check(CheckName.SOURCE_SENTINELS);

    assertThat(found.outcome()).isEqualTo(INFO);
    assertThat(found.message()).contains("connections of Sentinels: 2");
  }

  @Test
  void aCertificateThatEndsWithinThePlanIsSeen() throws Exception {
    secured(TestCertificates.create());
    assertThat(bed.check(CheckName.SOURCE_CERTIFICATE_LIFETIME).outcome()).isEqualTo(PASSED);

    bed.plannedUntil = Instant.now().plus(Duration.ofDays(60));

    CheckResult found = bed.check(CheckName.SOURCE_CERTIFICATE_LIFETIME);
    assertThat(found.outcome()).isEqualTo(WARNING);
    assertThat(found.message()).contains("before the last time of the plan");
  }

  @Test
  void aCertificateThatHasEndedIsToldApartFromAnUntrustedOne() throws Exception {
    secured(TestCertificates.create());
    TestCertificates ended = TestCertificates.expired();
    TestCertificates.PemFiles files = ended.writeTo(spool.resolve("ended"));
    bed.source.command(
        "CONFIG",
        "SET",
        "tls-ca-cert-file",
        files.authority().toString(),
        "tls-cert-file",
        files.serverCertificate().toString(),
        "tls-key-file",
        files.serverKey().toString());
    bed.trusting(Files.readString(files.authority()));

    CheckResult found = bed.check(CheckName.SOURCE_TLS);

    assertThat(found.outcome()).isEqualTo(FAILED);
    assertThat(found.message()).contains("has expired");
  }

  private void secured(TestCertificates certificates) throws Exception {
    bed.source("7.0", ServerOptions.defaults().tls(certificates))
        .target("7.0", ServerOptions.defaults())
        .trusting(Files.readString(certificates.writeTo(spool.resolve("trusted")).authority()));
  }
}
