package io.redismigration.migration.checks;

import static io.redismigration.migration.checks.CheckRow.result;
import static io.redismigration.migration.model.CheckOutcome.BLOCKED;
import static io.redismigration.migration.model.CheckOutcome.FAILED;
import static io.redismigration.migration.model.CheckOutcome.IGNORED;
import static io.redismigration.migration.model.CheckOutcome.INFO;
import static io.redismigration.migration.model.CheckOutcome.NOT_APPLICABLE;
import static io.redismigration.migration.model.CheckOutcome.PASSED;
import static io.redismigration.migration.model.CheckOutcome.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.checks.ConnectionFacts.Network;
import io.redismigration.migration.model.CheckResult;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChecksTest {
  /** Answered by the planner or by a driver: their tests are there. */
  private static final Set<CheckName> ELSEWHERE =
      EnumSet.of(CheckName.NOT_SUPPORTED_YET, CheckName.START_TIME);

  @Test
  void twoHealthyServersPassEverything() {
    assertThat(Checks.evaluate(new GivenFacts().facts()))
        .allMatch(result -> EnumSet.of(PASSED, INFO, NOT_APPLICABLE).contains(result.outcome()));
  }

  @Test
  void everyCheckHasARuleARowAndAName() {
    Set<CheckName> tested = EnumSet.noneOf(CheckName.class);
    Stream.of(
            ConnectionChecksTest.rows(),
            SourceChecksTest.rows(),
            TargetChecksTest.rows(),
            PairChecksTest.rows())
        .flatMap(rows -> rows)
        .forEach(row -> tested.add(row.check()));
    List<String> evaluated = new ArrayList<>();
    Checks.evaluate(new GivenFacts().facts()).forEach(result -> evaluated.add(result.name()));

    for (CheckName name : CheckName.values()) {
      assertThat(CheckName.of(name.label())).contains(name);
      if (!ELSEWHERE.contains(name) && name.area() != CheckName.Area.KUBERNETES) {
        assertThat(evaluated).contains(name.label());
        assertThat(tested).anyMatch(seen -> sameRule(seen, name));
      }
    }
  }

  /** Both sides' connections are judged by the same rules. */
  private static boolean sameRule(CheckName one, CheckName other) {
    return one == other
        || (one.area() == CheckName.Area.CONNECTION
            && other.area() == CheckName.Area.CONNECTION
            && one.name().substring(7).equals(other.name().substring(7)));
  }

  @ParameterizedTest
  @EnumSource(CheckName.class)
  void whatACheckNeedsComesBeforeIt(CheckName name) {
    assertThat(name.needs()).allMatch(needed -> needed.compareTo(name) < 0);
  }

  @Test
  void aFailedCheckBlocksAllThatNeedItAndNothingElse() {
    GivenFacts facts = new GivenFacts();
    facts.sourceConnection.network = Network.REFUSED;
    facts.sourceRead = false;

    assertThat(result(facts, CheckName.SOURCE_TLS).outcome()).isEqualTo(BLOCKED);
    assertThat(result(facts, CheckName.SOURCE_TLS).message()).contains("SourceReachable");
    assertThat(result(facts, CheckName.SOURCE_VERSION).outcome()).isEqualTo(BLOCKED);
    assertThat(result(facts, CheckName.TARGET_MEMORY).outcome()).isEqualTo(BLOCKED);
    assertThat(result(facts, CheckName.TARGET_EMPTY).outcome()).isEqualTo(PASSED);
  }

  @Test
  void factsThatCouldNotBeReadBlockTheirChecks() {
    GivenFacts facts = new GivenFacts();
    facts.targetRead = false;

    assertThat(result(facts, CheckName.TARGET_EMPTY).outcome()).isEqualTo(BLOCKED);
    assertThat(result(facts, CheckName.CLOCK_DIFFERENCE).outcome()).isEqualTo(BLOCKED);
    assertThat(result(facts, CheckName.SOURCE_KEYS).outcome()).isEqualTo(INFO);
  }

  @ParameterizedTest
  @EnumSource(CheckName.class)
  void onlyWhatMayBeIgnoredIsAndAWarningIsNoFailure(CheckName name) {
    List<CheckResult> found =
        List.of(
            new CheckResult(name.label(), FAILED, "seen", "do"),
            new CheckResult("SourceKeys", WARNING, "seen", "do"));

    List<CheckResult> ignored =
        Checks.ignoring(found, List.of(name.label(), "SourceKeys", "NoSuchCheck"));

    assertThat(ignored.get(0).outcome()).isEqualTo(name.ignorable() ? IGNORED : FAILED);
    assertThat(ignored.get(0).blocks()).isEqualTo(!name.ignorable());
    assertThat(ignored.get(1)).isEqualTo(found.get(1));
    assertThat(ignored.get(1).blocks()).isFalse();
  }

  @Test
  void theUserMayAcceptTheseAndNoOthers() {
    assertThat(CheckName.values())
        .filteredOn(CheckName::ignorable)
        .containsExactly(
            CheckName.TARGET_MEMORY,
            CheckName.TARGET_OTHER_WRITERS,
            CheckName.SPOOL_SIZE,
            CheckName.SOURCE_INSTANCE_ADDRESS,
            CheckName.TARGET_INSTANCE_ADDRESS,
            CheckName.ALREADY_COMPLETED);
  }

  @Test
  void whatOnlyAClusterCanAnswerIsNotApplicableWithoutOne() {
    List<CheckResult> completed =
        Checks.completed(
            List.of(
                new CheckResult("AlreadyCompleted", PASSED, "", ""),
                new CheckResult("SourceTls", PASSED, "", "")));

    assertThat(completed)
        .extracting(CheckResult::name)
        .startsWith("SourceTls", "WorkerAdmitted", "SpoolVolume")
        .endsWith("AlreadyCompleted");
    assertThat(completed.get(1).outcome()).isEqualTo(NOT_APPLICABLE);
    assertThat(completed.get(completed.size() - 1).outcome()).isEqualTo(PASSED);
  }
}
