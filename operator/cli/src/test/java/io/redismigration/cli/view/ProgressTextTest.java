package io.redismigration.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.migration.model.ForeignWrites;
import io.redismigration.migration.model.Pace;
import io.redismigration.migration.model.Pace.By;
import io.redismigration.migration.model.Pace.HeldBack;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.VerificationProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressTextTest {

  @Test
  void saysHowFastItGoesAndHowLongThingsLastAtThat() {
    Pace pace = pace(2_097_152L, Duration.ofSeconds(75), Duration.ofMinutes(3), null);

    assertThat(ProgressText.pace(pace))
        .isEqualTo(
            "written 2.0 MiB/s, applied 1.0 MiB/s, level in 1m15s, output buffer lasts 4.0 s,"
                + " spool lasts 3m00s, backlog lasts 2m00s");
    assertThat(ProgressText.roundTrips(pace)).isEqualTo("source 0.25 ms");
    assertThat(ProgressText.outlook(shard(pace))).isEqualTo("; level in 1m15s");
  }

  @Test
  void whileSuspendedItSaysHowLongTheSourceCanBeFollowed() {
    HeldBack held = new HeldBack(By.SUSPENDED, "by the user");

    assertThat(ProgressText.outlook(shard(pace(1L, null, Duration.ofHours(2), held))))
        .isEqualTo("; Suspended: by the user; spool lasts 2h00m; backlog lasts 2m00s");
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    Pace nothing = new Pace(null, 0L, null, null, null, null, null, null, null, null, null);

    assertThat(ProgressText.pace(nothing)).isEmpty();
    assertThat(ProgressText.roundTrips(nothing)).isEmpty();
    assertThat(ProgressText.outlook(shard(nothing))).isEmpty();
    assertThat(ProgressText.outlook(shard(null))).isEmpty();
  }

  @Test
  void aComparisonThatAForeignWriteOutdatedIsNotCalledEqualAlone() {
    VerificationProgress passed = VerificationProgress.none(VerificationProgress.State.PASSED);
    ForeignWrites written = new ForeignWrites(List.of("10.0.0.7:41222 SET"), Instant.EPOCH, true);

    assertThat(ProgressText.verification(passed)).startsWith("equal, ");
    assertThat(ProgressText.verification(passed.with(written, null)))
        .startsWith("outdated by a foreign write of 10.0.0.7:41222 SET; before it equal, ");
  }

  @Test
  void equalityIsToldWithWhatWasWrittenSince() {
    assertThat(ProgressText.verification(equal(0, false)))
        .isEqualTo("equal, 50 keys compared at offset 9");
    assertThat(ProgressText.verification(equal(1_234, false)))
        .isEqualTo("equal, 50 keys compared at offset 9; 1,234 keys written since not compared");
    assertThat(ProgressText.verification(equal(7, true)))
        .endsWith("; more keys written since than are remembered, not compared");
  }

  private static VerificationProgress equal(long open, boolean overflow) {
    return new VerificationProgress(
        VerificationProgress.State.PASSED, 1, 9L, 50, 0, 0, 0, 0, 0, open, overflow, null);
  }

  @Test
  void whatDiffersIsToldByDatabase() {
    VerificationProgress different =
        new VerificationProgress(
            VerificationProgress.State.DIFFERENT, 1, 9L, 50, 1, 2, 0, 0, 0, 0, false, null);

    assertThat(ProgressText.verification(different))
        .startsWith("3 keys differ: 1 missing, 2 extra, 0 value, 0 type, 0 ttl; 50 keys");
    assertThat(ProgressText.verification(different.with(Map.of(3, 1L, 0, 2L))))
        .contains("0 ttl; 2 in database 0, 1 in database 3; 50 keys compared");
    assertThat(
            DatabasesText.of(
                IntStream.range(0, 10).boxed().collect(Collectors.toMap(each -> each, n -> 1L))))
        .endsWith("1 in database 7 and more in 2 other databases");
  }

  private static Pace pace(Long written, Duration catchUp, Duration spool, HeldBack held) {
    return new Pace(
        written,
        3_000L,
        1_048_576L,
        0L,
        catchUp,
        Duration.ofSeconds(4),
        Duration.ofMinutes(2),
        spool,
        Duration.ofNanos(250_000),
        null,
        held);
  }

  private static ShardProgress shard(Pace pace) {
    return new ShardProgress(
        "0", "id", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, pace, null);
  }
}
