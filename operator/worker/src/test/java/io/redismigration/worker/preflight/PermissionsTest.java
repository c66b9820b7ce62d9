package io.redismigration.worker.preflight;

import static io.redismigration.migration.model.CheckOutcome.FAILED;
import static io.redismigration.migration.model.CheckOutcome.NOT_APPLICABLE;
import static io.redismigration.migration.model.CheckOutcome.PASSED;
import static io.redismigration.migration.model.CheckOutcome.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.checks.CheckName;
import io.redismigration.migration.checks.Checks;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.VerificationSpec;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.ServerOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rights a user lacks, found out on real servers without changing anything on them. */
class PermissionsTest {
  private static final String LACKING_ON_SOURCE = "~* +@all -psync -publish -dump";
  private static final String LACKING_ON_TARGET = "~app:* +@all -restore -flushdb -incrby -config";

  @TempDir private Path spool;
  @AutoClose private Bed bed;

  @BeforeEach
  void make() {
    bed = new Bed(spool);
  }

  /** Without the right to any ACL command a user cannot ask for a dry run. */
  @ParameterizedTest(name = "{0}, may ask: {1}")
  @CsvSource({
    "6.2, true",
    "6.2, false",
    "7.0, true",
    "7.0, false",
    "8.0, false",
    "valkey-9.1, true",
    "valkey-9.1, false"
  })
  void whatIsMissingIsNamedWithTheLineThatGrantsIt(String version, boolean mayAsk)
      throws Exception {
    String ask = mayAsk ? "" : " -acl";
    bed.source(version, user(LACKING_ON_SOURCE + ask))
        .target(version, user(LACKING_ON_TARGET + ask));
    bed.sourceUser("mover", "pw").targetUser("mover", "pw");
    List<String> before = state(bed.source);
    List<String> targetBefore = state(bed.target);

    List<CheckResult> results = Checks.evaluate(bed.facts());

    CheckResult source = Bed.in(results, CheckName.SOURCE_PERMISSIONS);
    assertThat(source.outcome()).as("%s", source).isEqualTo(FAILED);
    assertThat(source.message()).isEqualTo("not permitted: psync, dump; useful as well: publish");
    assertThat(source.suggestion()).isEqualTo("ACL SETUSER mover +psync +dump +publish");
    CheckResult target = Bed.in(results, CheckName.TARGET_PERMISSIONS);
    assertThat(target.outcome()).as("%s", target).isEqualTo(FAILED);
    assertThat(target.suggestion())
        .startsWith("ACL SETUSER mover ~* ")
        .contains("+restore", "+flushdb", "+@write", "+config|set")
        .doesNotContain("+set ", "+get ", "+multi");
    assertThat(state(bed.source)).isEqualTo(before);
    assertThat(state(bed.target)).isEqualTo(targetBefore);
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.2", "7.0", "valkey-9.1"})
  void theLineThatIsShownIsEnough(String version) throws Exception {
    bed.source(version, user(LACKING_ON_SOURCE + " -acl"))
        .target(version, user(LACKING_ON_TARGET + " -acl"));
    bed.sourceUser("mover", "pw").targetUser("mover", "pw");
    List<CheckResult> results = Checks.evaluate(bed.facts());

    grant(bed.source, Bed.in(results, CheckName.SOURCE_PERMISSIONS).suggestion());
    grant(bed.target, Bed.in(results, CheckName.TARGET_PERMISSIONS).suggestion());

    List<CheckResult> again = Checks.evaluate(bed.facts());
    assertThat(Bed.in(again, CheckName.SOURCE_PERMISSIONS).outcome()).isEqualTo(PASSED);
    assertThat(Bed.in(again, CheckName.TARGET_PERMISSIONS).outcome()).isEqualTo(PASSED);
  }

  @ParameterizedTest(name = "{0} with {1} at the source, {2} at the target")
  @CsvSource({
    "6.2, -@all, -@all",
    "6.2, +@all, +@all",
    "7.0, -@all, -@all",
    "7.0, %R~* +ping, %R~* +@read",
    "valkey-9.1, +@connection, +@connection"
  })
  void oneLineIsEnoughForAUserWithoutKeysToo(String version, String atSource, String atTarget)
      throws Exception {
    bed.source(version, user(atSource)).target(version, user(atTarget));
    bed.sourceUser("mover", "pw").targetUser("mover", "pw");
    List<CheckResult> results = Checks.evaluate(bed.facts());
    assertThat(Bed.in(results, CheckName.TARGET_PERMISSIONS).outcome()).isEqualTo(FAILED);

    grant(bed.source, Bed.in(results, CheckName.SOURCE_PERMISSIONS).suggestion());
    grant(bed.target, Bed.in(results, CheckName.TARGET_PERMISSIONS).suggestion());

    List<CheckResult> again = Checks.evaluate(bed.facts());
    CheckResult source = Bed.in(again, CheckName.SOURCE_PERMISSIONS);
    CheckResult target = Bed.in(again, CheckName.TARGET_PERMISSIONS);
    assertThat(source.outcome()).as("%s", source).isEqualTo(PASSED);
    assertThat(target.outcome()).as("%s", target).isEqualTo(PASSED);
  }

  @ParameterizedTest(name = "{0}, may ask: {1}")
  @CsvSource({
    "6.2, true",
    "6.2, false",
    "7.0, true",
    "7.0, false",
    "8.0, false",
    "valkey-9.1, true",
    "valkey-9.1, false"
  })
  void aTargetThatGivesNoSnapshotIsToldWithTheLineThatHelps(String version, boolean mayAsk)
      throws Exception {
    String ask = mayAsk ? "" : " -acl";
    bed.source(version, ServerOptions.defaults())
        .target(version, user("~* +@all -psync -sync -replconf" + ask))
        .targetUser("mover", "pw");
    List<String> before = rulesAndReplicas(bed.target);

    assertThat(bed.check(CheckName.TARGET_SNAPSHOT_PERMITTED).outcome()).isEqualTo(NOT_APPLICABLE);
    bed.method = VerificationSpec.Method.SNAPSHOTS;
    List<CheckResult> results = Checks.evaluate(bed.facts());

    CheckResult found = Bed.in(results, CheckName.TARGET_SNAPSHOT_PERMITTED);
    assertThat(found.outcome()).as("%s", found).isEqualTo(WARNING);
    assertThat(found.message())
        .isEqualTo(
            "not permitted on the target: psync, replconf; without a snapshot of it keys are"
                + " compared by commands");
    assertThat(found.suggestion()).isEqualTo("ACL SETUSER mover +psync +replconf");
    assertThat(Bed.in(results, CheckName.TARGET_PERMISSIONS).outcome()).isNotEqualTo(FAILED);
    assertThat(rulesAndReplicas(bed.target)).isEqualTo(before);
    grant(bed.target, found.suggestion());
    assertThat(bed.check(CheckName.TARGET_SNAPSHOT_PERMITTED).outcome()).isEqualTo(PASSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "valkey-9.1"})
  void aTargetWhosePsyncIsRenamedIsTold(String version) throws Exception {
    bed.source(version, ServerOptions.defaults())
        .target(version, ServerOptions.defaults().config("rename-command", "PSYNC \"\""));
    bed.method = VerificationSpec.Method.SNAPSHOTS;

    CheckResult found = bed.check(CheckName.TARGET_SNAPSHOT_PERMITTED);

    assertThat(found.outcome()).as("%s", found).isEqualTo(WARNING);
    assertThat(found.message()).startsWith("psync is renamed or disabled on the target");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "7.0", "8.0", "valkey-9.1"})
  void aServerWithoutRulesForItsUserLacksNothing(String version) throws Exception {
    bed.between(version, version);
    bed.method = VerificationSpec.Method.SNAPSHOTS;
    List<String> before = state(bed.source);

    List<CheckResult> results = Checks.evaluate(bed.facts());

    for (CheckName name :
        List.of(
            CheckName.SOURCE_PERMISSIONS,
            CheckName.TARGET_PERMISSIONS,
            CheckName.SOURCE_COMMANDS_KNOWN,
            CheckName.TARGET_COMMANDS_KNOWN,
            CheckName.TARGET_SNAPSHOT_PERMITTED)) {
      assertThat(Bed.in(results, name).outcome()).as("%s", Bed.in(results, name)).isEqualTo(PASSED);
    }
    assertThat(state(bed.source)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "valkey-9.1"})
  void aRenamedCommandFailsOrIsDoneWithout(String version) throws Exception {
    bed.source(version, ServerOptions.defaults().config("rename-command", "CONFIG \"\""))
        .target(version, ServerOptions.defaults().config("rename-command", "RESTORE \"\""));

    List<CheckResult> results = Checks.evaluate(bed.facts());

    CheckResult source = Bed.in(results, CheckName.SOURCE_COMMANDS_KNOWN);
    assertThat(source.outcome()).as("%s", source).isEqualTo(WARNING);
    assertThat(source.message()).contains("config|set");
    CheckResult target = Bed.in(results, CheckName.TARGET_COMMANDS_KNOWN);
    assertThat(target.outcome()).as("%s", target).isEqualTo(FAILED);
    assertThat(target.message()).isEqualTo("renamed or disabled: restore");
  }

  @Test
  void aPasswordThatNobodyWantsIsAWarning() throws Exception {
    bed.between("6.2", "7.0").sourceUser(null, "needless");

    CheckResult found = bed.check(CheckName.SOURCE_AUTHENTICATED);

    assertThat(found.outcome()).isEqualTo(WARNING);
    assertThat(found.message()).contains("no password but one is given");
  }

  private static ServerOptions user(String rules) {
    String channels = " allchannels";
    return ServerOptions.defaults().user("mover", "pw", rules + channels);
  }

  private static void grant(RedisServer server, String line) {
    assertThat(line).startsWith("ACL SETUSER ");
    server.command(line.split(" "));
  }

  /** What a check must leave as it was: data, rules, parameters, whether a replica ever came. */
  private static List<String> state(RedisServer server) throws Exception {
    List<String> all = new ArrayList<>();
    all.add(String.valueOf(server.command("DBSIZE")));
    all.add(Bed.unlessRefused(() -> text(server.command("ACL", "LIST")), "no rules"));
    all.add(text(server.command("CONFIG", "GET", "*")));
    all.add(server.info("connected_slaves") + " " + server.info("sync_full"));
    all.add(
        server.info("rdb_bgsave_in_progress") + " " + server.info("rdb_changes_since_last_save"));
    return all;
  }

  /** The same but for the probe key of other checks, which comes and goes. */
  private static List<String> rulesAndReplicas(RedisServer server) throws Exception {
    List<String> all = state(server);
    return all.subList(0, all.size() - 1);
  }

  private static String text(Object reply) {
    return reply instanceof Object[] array ? Arrays.deepToString(array) : String.valueOf(reply);
  }
}
