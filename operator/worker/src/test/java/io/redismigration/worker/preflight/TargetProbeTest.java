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
import io.redismigration.migration.checks.ForkFacts;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.client.RespConnection;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real servers tell, as targets, and what the checks make of it. */
class TargetProbeTest {
  @TempDir private Path spool;
  @AutoClose private Bed bed;

  @BeforeEach
  void make() {
    bed = new Bed(spool);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "7.0", "8.0", "valkey-9.1"})
  void aProbeIsTakenAndLeavesNothing(String version) throws Exception {
    bed.between("2.8", version);

    CheckFacts seen = bed.facts();

    List<CheckResult> results = Checks.evaluate(seen);
    assertThat(Bed.in(results, CheckName.TARGET_RESTORE_ACCEPTED).outcome()).isEqualTo(PASSED);
    assertThat(Bed.in(results, CheckName.TARGET_WRITABLE).outcome()).isEqualTo(PASSED);
    assertThat(bed.target.command("DBSIZE")).isEqualTo(0L);
    assertThat(seen.target().replicas()).isZero();
    assertThat(seen.target().persists()).isFalse();
  }

  @ParameterizedTest(name = "{0} can be locked: {1}")
  @CsvSource({"2.8, false", "6.2, true", "7.0, true", "valkey-9.1, true"})
  void whetherItCanBeLockedIsAskedWithoutLockingIt(String version, boolean lockable)
      throws Exception {
    bed.between("7.0", version);

    CheckResult found = bed.check(CheckName.TARGET_LOCK);

    assertThat(found.outcome()).isEqualTo(lockable ? INFO : WARNING);
    if (lockable) {
      assertThat(bed.target.command("ACL", "USERS")).isEqualTo(List.of("default"));
    }
  }

  @Test
  void aUserWhoMayNotChangeRulesCannotLock() throws Exception {
    bed.source("7.0", ServerOptions.defaults())
        .target("7.0", ServerOptions.defaults().user("mover", "pw", "~* &* +@all -acl"))
        .targetUser("mover", "pw");

    assertThat(bed.check(CheckName.TARGET_LOCK).outcome()).isEqualTo(WARNING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0", "valkey-9.1"})
  void aClientThatWritesNowStandsInTheWayByItsAddress(String version) throws Exception {
    bed.between("7.0", version);
    try (RespConnection writer = bed.target.connect()) {
      writer.command("SET", "theirs", "1");
      writer.command("DEL", "theirs");

      CheckResult found = bed.check(CheckName.TARGET_OTHER_WRITERS);

      assertThat(found.outcome()).isEqualTo(FAILED);
      assertThat(found.message()).contains("other clients write to the target: 127.0.0.1:");
    }
  }

  @Test
  void ourOwnConnectionIsNobodyElseWhereItMayNotBeNamed() throws Exception {
    bed.source("7.0", ServerOptions.defaults())
        .target("7.0", ServerOptions.defaults().user("mover", "pw", "~* &* +@all -client|setname"))
        .targetUser("mover", "pw");

    assertThat(bed.check(CheckName.TARGET_OTHER_WRITERS).outcome()).isEqualTo(PASSED);
    assertThat(bed.check(CheckName.TARGET_PERMISSIONS).message()).contains("client|setname");
  }

  @Test
  void whatAForkOfTheTargetTakesIsJudgedByWhatItTells() throws Exception {
    bed.between("7.0", "7.0");
    bed.target.command("SET", "k", "v");
    bed.target.command("BGSAVE");
    await().until(() -> bed.target.info("rdb_bgsave_in_progress").orElseThrow().equals("0"));
    bed.method = VerificationSpec.Method.SNAPSHOTS;

    CheckFacts facts = bed.facts();

    ForkFacts fork = facts.target().snapshots().fork();
    assertThat(fork.forked()).isTrue();
    assertThat(fork.resident()).isPositive();
    assertThat(fork.lastCopyOnWrite()).isPositive();
    assertThat(Bed.in(Checks.evaluate(facts), CheckName.TARGET_FORK_MEMORY).outcome())
        .isEqualTo(PASSED);
  }

  @ParameterizedTest(name = "the user may change parameters: {0}")
  @ValueSource(booleans = {true, false})
  void aValueAboveWhatTheTargetTakesIsSeen(boolean settable) throws Exception {
    bed.source("7.0", ServerOptions.defaults())
        .target(
            "7.0",
            ServerOptions.defaults()
                .config("proto-max-bulk-len", "1mb")
                .user("mover", "pw", settable ? "~* &* +@all" : "~* &* +@all -config|set"))
        .targetUser("mover", "pw");
    bed.source.command("SETRANGE", "large", "2000000", "x");

    CheckResult found = bed.check(CheckName.TARGET_VALUE_SIZE);

    assertThat(found.outcome()).isEqualTo(settable ? INFO : WARNING);
    assertThat(found.message()).contains("among 1 keys looked at, the target takes 1Mi at most");
  }
}
