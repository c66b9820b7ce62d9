package io.redismigration.worker.parameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.engine.control.AddressMapping;
import io.redismigration.engine.control.LettuceControl;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.migration.model.LedgerEntry;
import io.redismigration.migration.model.ParametersSpec;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.RespError;
import io.redismigration.worker.TaskHost;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterKeeperTest {
  private static RedisServers servers;
  private final List<List<LedgerEntry>> journal = new ArrayList<>();

  @BeforeAll
  static void findServers() {
    servers = RedisServers.standard();
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "7.0", "valkey-9.1"})
  void raisedParametersComeBackAsTheyWere(String version) throws IOException {
    try (RedisControl control = control(servers.start(version))) {
      Map<String, String> before = parameters(control);
      ParameterKeeper keeper = keeper(control, List.of());

      keeper.raise(ParametersSpec.defaults());
      assertThat(control.config("repl-timeout")).containsEntry("repl-timeout", "120");
      assertThat(Long.parseLong(control.config("repl-backlog-size").get("repl-backlog-size")))
          .isGreaterThan(Long.parseLong(before.get("repl-backlog-size")));
      keeper.restore(entry -> true);

      assertThat(parameters(control)).isEqualTo(before);
      assertThat(keeper.ledger())
          .extracting(LedgerEntry::state)
          .containsOnly(LedgerEntry.State.RESTORED);
    }
  }

  @Test
  void theOriginalIsOnRecordBeforeAnythingIsChanged() {
    try (RedisControl control = control(servers.start("7.0"))) {
      Map<String, String> before = parameters(control);
      ParameterKeeper keeper =
          keeper(
              control,
              (task, ledger) -> {
                throw new IOException("disk full");
              },
              List.of());

      assertThatThrownBy(() -> keeper.raise(ParametersSpec.defaults()))
          .isInstanceOf(IOException.class);

      assertThat(parameters(control)).isEqualTo(before);
    }
  }

  @Test
  void aLaterWorkerRestoresWhatOnlyTheJournalRemembers() throws IOException {
    try (RedisControl control = control(servers.start("7.0"))) {
      Map<String, String> before = parameters(control);
      keeper(control, List.of()).raise(ParametersSpec.defaults());
      List<LedgerEntry> recordedOnly = journal.get(0);

      keeper(control, recordedOnly).restore(entry -> true);

      assertThat(parameters(control)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0"})
  void aFenceThatIsOpenOnRecordOnlyIsPutInForceAgain(String version) throws IOException {
    try (RedisControl control = control(servers.start(version))) {
      String parameter = version.equals("2.8") ? "min-slaves-to-write" : "min-replicas-to-write";
      ParameterKeeper keeper = keeper(control, List.of());
      keeper.closeToWriters();
      assertThat(keeper.isClosedToWriters()).isTrue();
      control.setConfig(parameter, "0");
      assertThat(keeper.isClosedToWriters()).isFalse();

      keeper.closeToWriters();

      assertThat(keeper.isClosedToWriters()).isTrue();
      keeper.restore(ParameterKeeper.fence());
      assertThat(control.config(parameter)).containsEntry(parameter, "0");
      assertThat(keeper.isFenceOpen()).isFalse();
    }
  }

  @Test
  void aForeseenFenceIsClosedWithoutWaitingForTheJournal() throws IOException {
    try (RedisControl control = control(servers.start("7.0"))) {
      ParameterKeeper keeper = keeper(control, List.of());
      keeper.foreseeClosing();
      assertThat(keeper.isClosedToWriters()).isFalse();
      int recorded = journal.size();

      keeper.closeToWriters();

      assertThat(keeper.isClosedToWriters()).isTrue();
      assertThat(journal).hasSize(recorded);
      keeper(control, journal.get(recorded - 1)).restore(ParameterKeeper.fence());
      assertThat(keeper.isClosedToWriters()).isFalse();
    }
  }

  @Test
  void aForeseenFenceThatNeverStoodIsTakenOffTheRecord() throws IOException {
    try (RedisControl control = control(servers.start("7.0"))) {
      Map<String, String> before = control.config("min-*");
      ParameterKeeper keeper = keeper(control, List.of());
      keeper.foreseeClosing();

      keeper.restore(ParameterKeeper.fence());

      assertThat(keeper.isFenceOpen()).isFalse();
      assertThat(control.config("min-*")).isEqualTo(before);
    }
  }

  @Test
  void raisingTwiceKeepsTheFirstOriginal() throws IOException {
    try (RedisControl control = control(servers.start("7.0"))) {
      Map<String, String> before = parameters(control);
      ParameterKeeper first = keeper(control, List.of());
      first.raise(ParametersSpec.defaults());
      ParameterKeeper second = keeper(control, first.ledger());
      second.raise(ParametersSpec.defaults());
      second.restore(entry -> true);

      assertThat(parameters(control)).isEqualTo(before);
    }
  }

  @Test
  void whatSomebodyElseChangedMeanwhileIsLeftAlone() throws IOException {
    try (RedisControl control = control(servers.start("7.0"))) {
      ParameterKeeper keeper = keeper(control, List.of());
      keeper.raise(ParametersSpec.defaults());
      control.setConfig("repl-timeout", "77");

      keeper.restore(entry -> true);

      assertThat(control.config("repl-timeout")).containsEntry("repl-timeout", "77");
      assertThat(keeper.ledger())
          .filteredOn(entry -> entry.parameter().equals("repl-timeout"))
          .extracting(LedgerEntry::state)
          .containsExactly(LedgerEntry.State.LEFT_ALONE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "7.0"})
  void theFenceRefusesWritesUntilItIsTakenBack(String version) throws IOException {
    RedisServer server = servers.start(version);
    try (RedisControl control = control(server)) {
      ParameterKeeper keeper = keeper(control, List.of());

      keeper.closeToWriters();
      assertThatThrownBy(() -> server.command("SET", "key", "value"))
          .isInstanceOfSatisfying(
              RespError.class, e -> assertThat(e.code()).isEqualTo("NOREPLICAS"));
      keeper.restore(ParameterKeeper.fence());

      assertThat(server.command("SET", "key", "value")).isEqualTo("OK");
    }
  }

  private ParameterKeeper keeper(RedisControl control, List<LedgerEntry> ledger) {
    return keeper(control, (task, recorded) -> journal.add(recorded), ledger);
  }

  /** Without a target: nothing is set there. */
  private static ParameterKeeper keeper(
      RedisControl source, TaskHost.Journal journal, List<LedgerEntry> ledger) {
    return new ParameterKeeper(
        source,
        source,
        (side, at) -> {
          throw new AssertionError("no other server is known");
        },
        new Ledger(journal, "task", "0", InstantSource.system(), ledger));
  }

  private static RedisControl control(RedisServer server) {
    return new LettuceControl(
        ConnectionSettings.to(new Endpoint(server.host(), server.port())),
        LettuceControl.Side.SOURCE,
        AddressMapping.none());
  }

  private static Map<String, String> parameters(RedisControl control) {
    Map<String, String> values = new java.util.TreeMap<>();
    for (String name : List.of("repl-backlog-size", "repl-timeout", "client-output-buffer-limit")) {
      values.putAll(control.config(name));
    }
    return values;
  }
}
