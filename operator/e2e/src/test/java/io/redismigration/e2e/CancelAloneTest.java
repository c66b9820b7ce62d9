package io.redismigration.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.cli.ExitCode;
import io.redismigration.e2e.fixture.Given;
import io.redismigration.e2e.fixture.Manifest;
import io.redismigration.e2e.fixture.Moment;
import io.redismigration.e2e.fixture.Party;
import io.redismigration.e2e.fixture.Result;
import io.redismigration.e2e.fixture.Scene;
import io.redismigration.e2e.fixture.Then;
import io.redismigration.e2e.fixture.When;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.task.TaskState;
import io.redismigration.migration.task.TaskStatus;
import io.redismigration.testkit.data.Dataset;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One side dies for good, wherever a migration stands, and it is cancelled: it ends soon, leaves
 * the other side as it was, and says what is left to be done by hand.
 */
@ResourceLock("the log of this process")
class CancelAloneTest {

  private static final Duration ROUND_TRIP = Duration.ofMillis(200);

  @AutoClose private final Scene scene = new Scene();
  private final Given given = scene.given();
  private final When when = scene.when();
  private final Then then = scene.then();

  enum Stand implements Moment {
    VALIDATING(report -> report.state() == TaskState.CONNECTING),
    AWAITING_START(report -> report.state() == TaskState.SUCCEEDED),
    PREPARING(report -> report.state() == TaskState.PREPARING),
    FULL_SYNC(report -> report.state() == TaskState.FULL_SYNC),
    STREAMING(report -> report.state() == TaskState.STREAMING),
    VERIFYING(verification(VerificationProgress.State.RUNNING)),
    AWAITING_CUTOVER(verification(VerificationProgress.State.PASSED)),
    ARMED(report -> report.state() == TaskState.ARMED),
    FENCED(report -> report.state() == TaskState.FENCED),
    DRAINED(report -> report.state() == TaskState.DRAINED);

    private final Predicate<TaskStatus> here;

    Stand(Predicate<TaskStatus> here) {
      this.here = here;
    }

    @Override
    public boolean isIn(TaskStatus report) {
      return here.test(report);
    }

    private static Predicate<TaskStatus> verification(VerificationProgress.State state) {
      return report -> report.verification() != null && report.verification().state() == state;
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void withoutItsTargetItLeavesTheSourceAsItWas(Stand stand) {
    cancelled(Party.TARGET, stand);

    then.sourceIsAsBefore();
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void withoutItsSourceItGivesTheTargetUp(Stand stand) {
    cancelled(Party.SOURCE, stand);

    then.targetIsUnclaimed().targetIsUnlocked();
    assertThat(scene.target().command("SET", "target", "is writable")).isEqualTo("OK");
  }

  private void cancelled(Party without, Stand stand) {
    given
        .source("7.0")
        .target("7.0")
        .holding(Dataset.seeded(8).keys(2_000))
        .manifest(manifest(stand));
    if (stand == Stand.VERIFYING) {
      // It is told five times a second whether it runs.
      scene.toTarget().delay(ROUND_TRIP.dividedBy(2));
    }

    Result ended = when.migrationIsCancelledWithout(without, stand);

    assertThat(ended.exitCode()).as(ended.output()).isEqualTo(ExitCode.CANCELLED.number());
    assertThat(scene.migration().status().parameters())
        .filteredOn(LedgerEntry::open)
        .allMatch(entry -> entry.message().contains("redis-cli"));
  }

  private static Manifest manifest(Stand stand) {
    Manifest shortest = Manifest.shortest().set("spec.cutover.timeout", "5s");
    if (stand == Stand.AWAITING_START) {
      return shortest.set("spec.start.mode", "Manual");
    }
    return stand.compareTo(Stand.AWAITING_CUTOVER) > 0 ? shortest.cuttingOverByItself() : shortest;
  }
}
