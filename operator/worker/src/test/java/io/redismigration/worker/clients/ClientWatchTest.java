package io.redismigration.worker.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.control.AddressMapping;
import io.redismigration.engine.control.LettuceControl;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.migration.model.ClientsSeen;
import io.redismigration.migration.model.SourceClient;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.RespConnection;
import java.time.InstantSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientWatchTest {
  @AutoClose private final RedisServers servers = RedisServers.standard();
  private RedisServer source;

  @ParameterizedTest(name = "{0}: user {1}")
  @CsvSource({"2.8,", "6.2, default", "7.0, default", "newest, default", "valkey-9.1, default"})
  void whoWritesAndWhoOnlyReadsAreToldApartOnEveryRelease(String version, String user) {
    source = servers.start(version);
    try (RedisControl control = control();
        RespConnection billing = named("billing");
        RespConnection pool = named("billing");
        RespConnection reader = named("reader");
        RespConnection health = named("health");
        RespConnection ours = named(new ClientName("run", 1, "verify").toString())) {
      billing.command("HSET", "h", "f", "v");
      pool.command("HGET", "h", "f");
      reader.command("HGET", "h", "f");
      health.command("INFO");
      ours.command("SET", "k", "v");
      ClientWatch watch = new ClientWatch(control, InstantSource.system());

      assertThat(watch.look()).isTrue();

      assertThat(watch.seen().before().clients())
          .containsExactly(
              new SourceClient("127.0.0.1", null, "billing", user, 2, true, "hset"),
              new SourceClient("127.0.0.1", null, "reader", user, 1, false, "hget"));
      assertThat(watch.seen().after()).isNull();
      assertThat(watch.look()).as("ten seconds are not over").isFalse();
    }
  }

  @Test
  void afterTheCommitOnlyThoseWhoStillComeCount() {
    source = servers.start("7.0");
    try (RedisControl control = control();
        RespConnection before = named("before")) {
      before.command("SET", "k", "v");
      ClientWatch watch = new ClientWatch(control, InstantSource.system());
      watch.look();

      watch.committed();
      source.command("CLIENT", "KILL", "TYPE", "normal");
      try (RespConnection late = named("late")) {
        assertThat(watch.look()).as("at once").isTrue();
        // Servers tell idle times in whole seconds: one that begins just then makes a write older
        // than it is.
        await()
            .untilAsserted(
                () -> {
                  late.command("SET", "k", "v");
                  watch.lookNow();
                  assertThat(watch.seen().after().writing())
                      .extracting(SourceClient::name)
                      .containsExactly("late");
                });
      }

      assertThat(watch.seen().before().writing())
          .extracting(SourceClient::name)
          .containsExactly("before");
    }
  }

  @Test
  void aSourceThatDoesNotShowItsClientsIsSaidSoOnce() {
    source = servers.start("7.0");
    source.command("ACL", "SETUSER", "default", "-client|list");
    try (RedisControl control = control()) {
      ClientWatch watch = new ClientWatch(control, InstantSource.system());
      watch.look();
      ClientsSeen first = watch.seen().before();

      watch.lookNow();

      assertThat(first.unseen()).contains("client|list");
      assertThat(first.clients()).isEmpty();
      assertThat(watch.seen().before()).isSameAs(first);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.2", "newest"})
  void aSourceThatDoesNotSayWhatWritesIsTakenAtTheTablesWord(String version) {
    source = servers.start(version);
    source.command("ACL", "SETUSER", "default", "-command");
    try (RedisControl control = control();
        RespConnection billing = named("billing");
        RespConnection reader = named("reader")) {
      billing.command("XADD", "s", "*", "f", "v");
      reader.command("XLEN", "s");
      ClientWatch watch = new ClientWatch(control, InstantSource.system());

      watch.look();

      assertThat(watch.seen().before().writing())
          .extracting(SourceClient::name)
          .containsExactly("billing");
    }
  }

  @Test
  void aSourceThatIsAwayChangesNothing() {
    source = servers.start("7.0");
    try (RedisControl control = control();
        RespConnection billing = named("billing")) {
      billing.command("SET", "k", "v");
      ClientWatch watch = new ClientWatch(control, InstantSource.system());
      watch.look();
      ClientsSeen before = watch.seen().before();

      source.stop();
      watch.lookNow();

      assertThat(watch.seen().before()).isSameAs(before);
    }
  }

  private RespConnection named(String name) {
    RespConnection connection = source.connect();
    connection.command("CLIENT", "SETNAME", name);
    return connection;
  }

  private RedisControl control() {
    return new LettuceControl(
        ConnectionSettings.to(new Endpoint(source.host(), source.port()))
            .withClientName(new ClientName("run", 1, "control").toString()),
        LettuceControl.Side.SOURCE,
        AddressMapping.none());
  }
}
