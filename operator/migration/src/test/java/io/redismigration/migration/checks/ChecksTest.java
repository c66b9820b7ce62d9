package io.redismigration.migration.checks;

import static io.redismigration.migration.checks.CheckRow.result;
import static io.redismigration.migration.model.CheckOutcome.BLOCKED;
import static io.redismigration.migration.model.CheckOutcome.INFO;
import static io.redismigration.migration.model.CheckOutcome.NOT_APPLICABLE;
import static io.redismigration.migration.model.CheckOutcome.PASSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.checks.ConnectionFacts.Network;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChecksTest {

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
      if (name != CheckName.NOT_SUPPORTED_YET && name != CheckName.ALREADY_COMPLETED) {
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
}
