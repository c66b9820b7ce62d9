package io.redismigration.worker.parameters;

import static io.redismigration.migration.model.LedgerEntry.State.NOT_APPLIED;
import static io.redismigration.migration.model.LedgerEntry.State.NOT_RESTORED;
import static io.redismigration.migration.model.LedgerEntry.State.RESTORED;
import static io.redismigration.worker.parameters.ParameterScene.parameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.EngineException;
import io.redismigration.migration.ledger.RestoreCommands;
import io.redismigration.migration.ledger.TakenBack;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas of the source, the target, and a source that is another server after a failover. */
class EveryNodeTest {
  private static final ServerOptions CACHE =
      ServerOptions.defaults()
          .config("maxmemory", "64mb")
          .config("maxmemory-policy", "allkeys-lru");

  @AutoClose private final RedisServers servers = RedisServers.standard();
  private List<LedgerEntry> recorded = List.of();
  private String version = "7.0";

  @ParameterizedTest(name = "{0} to {1}")
  @CsvSource({"7.0, 6.2", "2.8, 2.8", "valkey-9.1, newest"})
  void aTargetEvictsNothingForTheTimeBeing(String from, String to) throws IOException {
    RedisServer source = servers.start(from);
    RedisServer target = servers.start(to, CACHE);
    Map<String, String> before = parameters(target);
    try (ParameterScene scene = new ParameterScene(source, target)) {
      ParameterKeeper keeper = scene.worker(this::record, recorded);

      keeper.prepareTarget();
      assertThat(parameters(target)).containsEntry("maxmemory-policy", "noeviction");
      keeper.restore(entry -> true);

      assertThat(parameters(target)).isEqualTo(before);
      assertThat(recorded).extracting(LedgerEntry::state).containsExactly(RESTORED);
    }
  }

  @Test
  void aTargetTakesValuesAsLargeAsTheSourceDoes() throws IOException {
    RedisServer source = servers.start("7.0");
    RedisServer target =
        servers.start("7.0", ServerOptions.defaults().config("proto-max-bulk-len", "1mb"));
    try (ParameterScene scene = new ParameterScene(source, target)) {
      ParameterKeeper keeper = scene.worker(this::record, recorded);

      keeper.prepareTarget();
      assertThat(parameters(target)).containsEntry("proto-max-bulk-len", "536870912");
      keeper.restore(entry -> true);

      assertThat(parameters(target)).containsEntry("proto-max-bulk-len", "1048576");
    }
  }

  @Test
  void aTargetWithoutALimitIsLeftAsItIs() throws IOException {
    RedisServer target =
        servers.start("7.0", ServerOptions.defaults().config("maxmemory-policy", "allkeys-lru"));
    try (ParameterScene scene = new ParameterScene(servers.start("7.0"), target)) {
      scene.worker(this::record, recorded).prepareTarget();
    }
    assertThat(recorded).isEmpty();
    assertThat(parameters(target)).containsEntry("maxmemory-policy", "allkeys-lru");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0", "valkey-9.1"})
  void whateverMayBecomePrimaryIsRaisedAndPutBack(String of) throws IOException {
    version = of;
    RedisServer source = servers.start(version);
    RedisServer replica = replicaOf(source, ServerOptions.defaults().config("repl-timeout", "45"));
    Map<String, String> before = parameters(replica);
    try (ParameterScene scene = new ParameterScene(source, servers.start("7.0"))) {
      ParameterKeeper keeper = scene.worker(this::record, recorded);

      keeper.raise(ParametersSpec.defaults());
      assertThat(parameters(source)).containsEntry("repl-timeout", "120");
      assertThat(parameters(replica)).containsEntry("repl-timeout", "120");
      keeper.restore(entry -> true);

      assertThat(parameters(replica)).isEqualTo(before);
      assertThat(parameters(source)).containsEntry("repl-timeout", "60");
    }
  }

  @Test
  void aReplicaThatDoesNotAnswerIsToldAndHoldsNothingUp() throws IOException {
    RedisServer source = servers.start("7.0");
    RedisServer replica = replicaOf(source, ServerOptions.defaults());
    replica.freeze();
    try (ParameterScene scene = new ParameterScene(source, servers.start("7.0"))) {
      scene.worker(this::record, recorded).raise(ParametersSpec.defaults());
    }
    assertThat(parameters(source)).containsEntry("repl-timeout", "120");
    assertThat(recorded)
        .filteredOn(entry -> entry.state() == NOT_APPLIED)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.address()).isEqualTo(replica.host() + ":" + replica.port());
              assertThat(entry.message()).contains("does not answer");
            });
    replica.thaw();
  }

  @Test
  void afterAFailoverOfTheSourceBothAreAsTheyWere() throws IOException {
    RedisServer old = servers.start("7.0");
    RedisServer promoted = replicaOf(old, ServerOptions.defaults().config("repl-timeout", "45"));
    Map<String, String> beforeOld = parameters(old);
    Map<String, String> beforePromoted = parameters(promoted);
    RedisServer target = servers.start("7.0");
    try (ParameterScene scene = new ParameterScene(old, target)) {
      scene.worker(this::record, recorded).raise(ParametersSpec.defaults());
    }

    promoted.command("REPLICAOF", "NO", "ONE");
    old.command("REPLICAOF", promoted.host(), String.valueOf(promoted.port()));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> old.info("master_link_status").filter("up"::equals).isPresent());
    recorded = at(promoted, old);
    try (ParameterScene scene = new ParameterScene(promoted, target)) {
      ParameterKeeper keeper = scene.worker(this::record, recorded);
      keeper.raise(ParametersSpec.defaults());
      keeper.restore(entry -> true);
    }

    assertThat(parameters(old)).isEqualTo(beforeOld);
    assertThat(parameters(promoted)).isEqualTo(beforePromoted);
    assertThat(recorded).extracting(LedgerEntry::state).containsOnly(RESTORED);
  }

  @Test
  void afterAFailoverTheCommandsForOneThatIsGoneAreShown() throws IOException {
    RedisServer old = servers.start("7.0");
    RedisServer promoted = replicaOf(old, ServerOptions.defaults());
    RedisServer target = servers.start("7.0");
    try (ParameterScene scene = new ParameterScene(old, target)) {
      scene.worker(this::record, recorded).raise(ParametersSpec.defaults());
    }

    promoted.command("REPLICAOF", "NO", "ONE");
    recorded = at(promoted, old);
    try (ParameterScene scene = new ParameterScene(promoted, target)) {
      scene.worker(this::record, recorded).restore(entry -> true);
    }

    assertThat(recorded)
        .filteredOn(entry -> entry.runId().equals(old.info("run_id").orElseThrow()))
        .filteredOn(entry -> entry.parameter().equals("repl-timeout"))
        .singleElement()
        .satisfies(
            entry -> assertThat(entry.message()).contains("failover", "CONFIG SET repl-timeout"));
  }

  @Test
  void whatIsOnAReplicaThatDiedIsTheUsersToPutBack() throws IOException {
    RedisServer source = servers.start("7.0");
    RedisServer replica = replicaOf(source, ServerOptions.defaults());
    try (ParameterScene scene = new ParameterScene(source, servers.start("7.0"))) {
      ParameterKeeper keeper = scene.worker(this::record, recorded);
      keeper.raise(ParametersSpec.defaults());
      replica.kill9();
      keeper.restore(entry -> true);
    }
    assertThat(parameters(source)).containsEntry("repl-timeout", "60");
    assertThat(recorded)
        .filteredOn(entry -> entry.state() == NOT_RESTORED)
        .isNotEmpty()
        .allSatisfy(
            entry ->
                assertThat(RestoreCommands.of(entry))
                    .startsWith("redis-cli -h %s -p %d".formatted(replica.host(), replica.port())));
  }

  @Test
  void aTargetThatIsAwayKeepsNothingFromBeingPutBackOnTheSource() throws Exception {
    RedisServer source = servers.start("7.0");
    RedisServer target = servers.start("7.0", CACHE);
    try (ParameterScene scene = new ParameterScene(source, target)) {
      ParameterKeeper keeper = scene.worker(this::record, recorded);
      keeper.raise(ParametersSpec.defaults());
      keeper.prepareTarget();
      target.freeze();

      assertThatThrownBy(() -> keeper.restore(entry -> true)).isInstanceOf(EngineException.class);

      assertThat(parameters(source)).containsEntry("repl-timeout", "60");
      target.thaw();
      keeper.restore(entry -> true);
      assertThat(parameters(target)).containsEntry("maxmemory-policy", "allkeys-lru");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0"})
  void aSourceThatEvictsHasItsBacklogBackAndIsNotRaisedAgain(String of) throws IOException {
    RedisServer source = servers.start(of);
    String before = parameters(source).get("repl-backlog-size");
    String runId = source.info("run_id").orElseThrow();
    try (ParameterScene scene = new ParameterScene(source, servers.start("7.0"))) {
      ParameterKeeper keeper = scene.worker(this::record, recorded);
      keeper.raise(ParametersSpec.defaults());
      keeper.lookAfter(ParametersSpec.defaults(), runId, 0);
      assertThat(parameters(source).get("repl-backlog-size")).isNotEqualTo(before);

      keeper.lookAfter(ParametersSpec.defaults(), runId, 3);

      assertThat(parameters(source)).containsEntry("repl-backlog-size", before);
      assertThat(parameters(source)).containsEntry("repl-timeout", "120");
      assertThat(recorded)
          .filteredOn(TakenBack::is)
          .singleElement()
          .satisfies(entry -> assertThat(entry.message()).contains("evicted 3 keys"));
      scene.worker(this::record, recorded).raise(ParametersSpec.defaults());
      assertThat(parameters(source)).containsEntry("repl-backlog-size", before);
    }
  }

  @Test
  void whoeverAnswersInsteadIsRaisedToo() throws IOException {
    RedisServer source = servers.start("7.0");
    try (ParameterScene scene = new ParameterScene(source, servers.start("7.0"))) {
      ParameterKeeper keeper = scene.worker(this::record, recorded);
      keeper.raise(ParametersSpec.defaults());
      source.restart();
      assertThat(parameters(source)).containsEntry("repl-timeout", "60");

      keeper.lookAfter(ParametersSpec.defaults(), source.info("run_id").orElseThrow(), 0);

      assertThat(parameters(source)).containsEntry("repl-timeout", "120");
      keeper.restore(entry -> true);
      assertThat(parameters(source)).containsEntry("repl-timeout", "60");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "newest"})
  void whatOnlySomeWishToChangeIsChangedAndPutBack(String of) throws IOException {
    RedisServer source = servers.start(of);
    Map<String, String> before = parameters(source);
    try (ParameterScene scene = new ParameterScene(source, servers.start("7.0"))) {
      ParameterKeeper keeper = scene.worker(this::record, recorded);

      keeper.raise(
          new ParametersSpec(null, null, null, Duration.ofHours(2), Duration.ofSeconds(1)));
      assertThat(parameters(source))
          .containsEntry("repl-backlog-ttl", "7200")
          .containsEntry("repl-diskless-sync-delay", "1");
      keeper.restore(entry -> true);

      assertThat(parameters(source)).isEqualTo(before);
    }
  }

  /** The endpoint of the manifest is a name that leads to another server by now. */
  private List<LedgerEntry> at(RedisServer now, RedisServer before) {
    return recorded.stream()
        .map(
            entry ->
                entry.address().equals(before.host() + ":" + before.port())
                    ? new LedgerEntry(
                        entry.side(),
                        entry.shard(),
                        now.host() + ":" + now.port(),
                        entry.runId(),
                        entry.parameter(),
                        entry.original(),
                        entry.applied(),
                        entry.state(),
                        entry.message(),
                        entry.since())
                    : entry)
        .toList();
  }

  private RedisServer replicaOf(RedisServer primary, ServerOptions options) {
    primary.command("CONFIG", "SET", "repl-diskless-sync-delay", "0");
    RedisServer replica = servers.start(version, options.replicaOf(primary));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> replica.info("master_link_status").filter("up"::equals).isPresent());
    return replica;
  }

  private void record(String task, List<LedgerEntry> ledger) {
    recorded = ledger;
  }
}
