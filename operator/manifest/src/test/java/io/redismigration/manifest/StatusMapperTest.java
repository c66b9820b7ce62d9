package io.redismigration.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.redismigration.api.v1alpha1.CheckLevel;
import io.redismigration.api.v1alpha1.CheckStatus;
import io.redismigration.api.v1alpha1.ClientsSeenStatus;
import io.redismigration.api.v1alpha1.RedisMigrationStatus;
import io.redismigration.migration.model.CheckOutcome;
import io.redismigration.migration.model.CheckResult;
import io.redismigration.migration.model.ClientsSeen;
import io.redismigration.migration.model.KeyCounts;
import io.redismigration.migration.model.MigrationStatus;
import io.redismigration.migration.model.ShardProgress;
import io.redismigration.migration.model.SourceClient;
import io.redismigration.migration.model.SourceClients;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusMapperTest {
  private final StatusMapper mapper = new StatusMapper();

  @Test
  void showsEveryPartOfAFullStatus() {
    MigrationStatus status = Filled.of(MigrationStatus.class);

    RedisMigrationStatus view = mapper.view(status);

    assertThat(view.phase()).isNotNull();
    assertThat(view.conditions())
        .hasSameSizeAs(status.conditions())
        .allSatisfy(
            condition -> {
              assertThat(condition.getLastTransitionTime()).endsWith("Z").hasSize(20);
              assertThat(condition.getReason()).isNotEmpty();
              assertThat(condition.getMessage()).isNotNull();
              assertThat(condition.getObservedGeneration()).isNotNull();
            });
    assertThat(view.parameters()).hasSameSizeAs(status.parameters());
    assertThat(view.shards().get(0).confirmedOffset())
        .isEqualTo(status.shards().get(0).confirmedOffset());
    assertThat(view.shards().get(0).pace().heldBack()).contains(": text");
    assertThat(view.keys().source()).isEqualTo(status.keys().sourceTotal());
    assertThat(view.cutover().token()).isEqualTo(status.cutover().token());
    assertThat(view.guarantees()).hasSameSizeAs(status.guarantees());
    assertThat(view.startedAt()).startsWith("2027-");
  }

  @Test
  void saysNothingOfWhatHasNotBegun() {
    RedisMigrationStatus view = mapper.view(MigrationStatus.initial());

    assertThat(view.progress()).isNull();
    assertThat(view.cutover()).isNull();
    assertThat(view.verification()).isNull();
    assertThat(view.requests()).isNull();
  }

  @Test
  void checksThatPassedAreBrief() {
    MigrationStatus status =
        with(
            List.of(
                new CheckResult("SourceTls", CheckOutcome.PASSED, "seen", "do"),
                new CheckResult("SourceKeys", CheckOutcome.INFO, "12 keys", ""),
                new CheckResult(
                    "TargetEmpty",
                    CheckOutcome.FAILED,
                    "1204 keys",
                    "empty it",
                    CheckOutcome.NOT_APPLICABLE)));

    assertThat(mapper.view(status).checks())
        .containsExactly(
            new CheckStatus(
                "SourceTls",
                null,
                null,
                io.redismigration.api.v1alpha1.CheckResult.Passed,
                null,
                null,
                null),
            new CheckStatus(
                "SourceKeys",
                null,
                CheckLevel.Info,
                io.redismigration.api.v1alpha1.CheckResult.Passed,
                "12 keys",
                null,
                null),
            new CheckStatus(
                "TargetEmpty",
                null,
                CheckLevel.Fail,
                io.redismigration.api.v1alpha1.CheckResult.Failed,
                "1204 keys",
                "empty it",
                "NotApplicable"));
  }

  @Test
  void isNeverTooLargeAndKeepsVerdictsAndNumbers() throws Exception {
    String long_ = "€".repeat(2000);
    MigrationStatus status =
        large(
            IntStream.range(0, 150)
                .mapToObj(
                    i ->
                        new CheckResult(
                            "Check" + i,
                            i < 100 ? CheckOutcome.WARNING : CheckOutcome.FAILED,
                            long_,
                            long_))
                .toList(),
            IntStream.range(0, 40).mapToObj(i -> shard("shard-" + i)).toList(),
            new KeyCounts(counts(), counts()));

    RedisMigrationStatus view = mapper.view(status);

    assertThat(new ObjectMapper().writeValueAsBytes(view))
        .hasSizeLessThanOrEqualTo(StatusMapper.MOST_BYTES);
    assertThat(view.checks()).hasSizeGreaterThanOrEqualTo(64);
    assertThat(view.checks().stream().map(CheckStatus::name))
        .as("blocking checks are never dropped")
        .contains("Check100", "Check149");
    assertThat(view.shards()).hasSize(33);
    assertThat(view.shards().get(32).name()).isEqualTo("8 more");
    assertThat(view.shards().get(32).lagBytes()).isEqualTo(80L);
    assertThat(view.keys().source()).isEqualTo(16 * 7L);
  }

  @Test
  void whoUsesTheSourceIsShownBeforeACutoverIsPossible() {
    ShardProgress shard = shard("one").with(new SourceClients(clients(20), null));

    RedisMigrationStatus view = mapper.view(large(List.of(), List.of(shard), null));

    assertThat(view.cutover().sourceClients().before().clients()).hasSize(20);
    assertThat(view.cutover().sourceClients().before().since()).isEqualTo("2030-01-01T12:00:00Z");
    assertThat(view.cutover().sourceClients().before().unlisted()).isNull();
    assertThat(view.cutover().sourceClients().after()).isNull();
  }

  @Test
  void whereThereIsNoRoomFewerClientsAreListedAndTheOthersCounted() throws Exception {
    String long_ = "€".repeat(2000);
    List<CheckResult> checks =
        IntStream.range(0, 150)
            .mapToObj(i -> new CheckResult("Check" + i, CheckOutcome.FAILED, long_, long_))
            .toList();
    List<ShardProgress> shards =
        IntStream.range(0, 40)
            .mapToObj(i -> shard("shard-" + i).with(new SourceClients(clients(20), clients(20))))
            .toList();

    RedisMigrationStatus view = mapper.view(large(checks, shards, new KeyCounts(counts(), null)));

    assertThat(new ObjectMapper().writeValueAsBytes(view))
        .hasSizeLessThanOrEqualTo(StatusMapper.MOST_BYTES);
    ClientsSeenStatus after = view.cutover().sourceClients().after();
    assertThat(after.clients()).hasSize(5);
    assertThat(after.unlisted()).isEqualTo(15 * 40);
  }

  private static ClientsSeen clients(int count) {
    String name = "n".repeat(64);
    return new ClientsSeen(
        Instant.parse("2030-01-01T12:00:00Z"),
        IntStream.range(0, count)
            .mapToObj(
                i -> new SourceClient("10.0.0." + i, "p".repeat(317), name, name, 1, true, "hset"))
            .toList(),
        0,
        null);
  }

  @Test
  void aLagThatIsNotKnownYetIsLeftOut() {
    ShardProgress unknown = shard("one", ShardProgress.UNKNOWN_LAG);

    assertThat(mapper.view(large(List.of(), List.of(unknown), null)).shards().get(0).lag())
        .isNull();
  }

  private static Map<Integer, Long> counts() {
    return IntStream.range(0, 16).boxed().collect(Collectors.toMap(Function.identity(), i -> 7L));
  }

  private static ShardProgress shard(String name) {
    return shard(name, 200);
  }

  private static ShardProgress shard(String name, long lagMillis) {
    return new ShardProgress(
        name, "a".repeat(40), 110, 105, 100, 100, 10, lagMillis, 1, 1, 0, 5, 5, 5, 5, 5, 0, false);
  }

  private static MigrationStatus with(List<CheckResult> checks) {
    return large(checks, List.of(), null);
  }

  private static MigrationStatus large(
      List<CheckResult> checks, List<ShardProgress> shards, KeyCounts keys) {
    return new MigrationStatus(
        1, null, null, null, null, checks, null, null, null, shards, keys, null, null, null, null,
        null, null, null, null, null, null, null);
  }
}
