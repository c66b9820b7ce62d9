package io.redismigration.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.api.v1alpha1.DatabaseDifference;
import io.redismigration.api.v1alpha1.DifferenceCount;
import io.redismigration.api.v1alpha1.VerificationStatus;
import io.redismigration.migration.model.DifferingKey;
import io.redismigration.migration.model.FenceWork;
import io.redismigration.migration.model.VerificationPass;
import io.redismigration.migration.model.VerificationProgress;
import io.redismigration.migration.model.VerificationProgress.State;
import io.redismigration.migration.model.VerificationSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerificationViewTest {
  private static final VerificationProgress DIFFERENT =
      new VerificationProgress(
          State.DIFFERENT, 2, 4700L, 500, 1, 0, 2, 0, 0, 7, false, Duration.ofMillis(1_500));

  @Test
  void everyKindIsShownWithItsKeysAndTheFiguresOfThePass() {
    VerificationStatus view =
        VerificationView.widest()
            .of(
                DIFFERENT.with(
                    List.of(
                        new DifferingKey("Value", "0:a"),
                        new DifferingKey("Missing", "3:b"),
                        new DifferingKey("Value", "0:c")),
                    pass(VerificationSpec.Mode.SAMPLE, Instant.EPOCH),
                    new FenceWork(2, Duration.ofSeconds(3))));

    assertThat(view.state()).isEqualTo("Different");
    assertThat(view.mode()).isEqualTo("Sample");
    assertThat(view.method()).isNull();
    assertThat(view.compared()).isEqualTo(500);
    assertThat(view.total()).isEqualTo(100_000);
    assertThat(view.different()).isEqualTo(3);
    assertThat(view.open()).isEqualTo(7);
    assertThat(view.percent()).isEqualTo(100);
    assertThat(view.finishedAt()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(view.duration()).isEqualTo("1500ms");
    assertThat(view.keysPerSecond()).isEqualTo(333);
    assertThat(view.everyKey()).isEqualTo("12s");
    assertThat(view.copiedAtFence()).isEqualTo(2);
    assertThat(view.copiesTake()).isEqualTo("3s");
    assertThat(view.differences())
        .containsExactly(
            new DifferenceCount("Missing", 1L, List.of("3:b")),
            new DifferenceCount("Value", 2L, List.of("0:a", "0:c")));
    assertThat(view.differingByDatabase()).as("an earlier release knew no databases").isNull();
  }

  @Test
  void theDatabasesWithMostDifferencesAreShownByNumber() {
    Map<Integer, Long> many =
        IntStream.range(0, 100).boxed().collect(Collectors.toMap(each -> each, each -> each + 1L));

    VerificationStatus view = VerificationView.widest().of(DIFFERENT.with(many));

    assertThat(view.differingByDatabase())
        .hasSize(64)
        .startsWith(new DatabaseDifference(36, 37L))
        .endsWith(new DatabaseDifference(99, 100L));
  }

  @Test
  void aPassOverEveryKeySaysHowItComesByThem() {
    assertThat(
            VerificationView.widest()
                .of(DIFFERENT.with(List.of(), pass(VerificationSpec.Mode.FULL, null), null))
                .method())
        .isEqualTo("Snapshots");
  }

  @Test
  void aPassUnderWayShowsHowFarItIs() {
    assertThat(
            VerificationView.widest()
                .of(DIFFERENT.with(List.of(), pass(VerificationSpec.Mode.FULL, null), null))
                .percent())
        .isEqualTo(50);
  }

  @Test
  void whatAnEarlierReleaseReportedIsShownAsFarAsItGoes() throws Exception {
    VerificationProgress read =
        PlannerJson.indented()
            .readValue(
                """
                {"state": "PASSED", "round": 1, "coveredOffset": 9, "keysCompared": 5,
                 "missing": 0, "extra": 0, "value": 0, "type": 0, "ttl": 0, "sampleKeys": ["x"],
                 "dirtyKeys": 0, "dirtyOverflow": false, "duration": "PT1S"}
                """,
                VerificationProgress.class);

    VerificationStatus view = VerificationView.widest().of(read);

    assertThat(view.state()).isEqualTo("Equal");
    assertThat(view.compared()).isEqualTo(5);
    assertThat(view.mode()).isNull();
    assertThat(view.differences()).isEmpty();
  }

  private static VerificationPass pass(VerificationSpec.Mode mode, Instant endedAt) {
    return new VerificationPass(
        mode,
        1_000,
        100_000,
        333,
        endedAt,
        Duration.ofSeconds(12),
        VerificationSpec.Method.SNAPSHOTS);
  }
}
