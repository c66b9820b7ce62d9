package io.redismigration.engine.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.control.AddressMapping;
import io.redismigration.engine.control.LettuceControl;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.RespConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignWriteWatchTest {
  private static final Duration SECONDS = Duration.ofSeconds(5);

  @AutoClose private final RedisServers servers = RedisServers.standard();
  private RedisServer target;

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "7.0", "newest", "valkey-9.1"})
  void aWriterIsNamedWithinSecondsByAddressNameAndCommand(String version) {
    target = servers.start(version);
    try (RedisControl control = control();
        ForeignWriteWatch watch = new ForeignWriteWatch(control, "run", InstantSource.system());
        RespConnection billing = target.connect()) {
      billing.command("CLIENT", "SETNAME", "billing");
      watch.start();

      billing.command("HSET", "h", "f", "v");
      await().atMost(SECONDS).until(() -> watch.seen().isPresent());

      assertThat(watch.seen().orElseThrow().writers())
          .singleElement()
          .satisfies(writer -> assertThat(writer).matches(".+:\\d+ \\(billing\\): hset"));
      assertThat(System.nanoTime() - watch.seen().orElseThrow().lastNanos()).isNotNegative();
    }
  }

  @Test
  void aWriteThatIsRefusedIsNoneAndThatOfAnotherUserIs() {
    target = servers.start("7.0");
    target.command("ACL", "SETUSER", "free", "on", "nopass", "~*", "+@all");
    try (RedisControl control = control();
        ForeignWriteWatch watch =
            new ForeignWriteWatch(
                control,
                "run",
                InstantSource.system(),
                () -> new KeptOut(Set.of("default"), Set.of()));
        RespConnection refused = target.connect();
        RespConnection free = target.connect()) {
      free.command("AUTH", "free", "any");
      free.command("CLIENT", "SETNAME", "billing");
      watch.start();

      refused.command("SET", "a", "1");
      free.command("SET", "b", "1");
      await().atMost(SECONDS).until(() -> watch.seen().isPresent());
      watch.lookNow();

      assertThat(watch.seen().orElseThrow().writers())
          .singleElement()
          .satisfies(writer -> assertThat(writer).contains("(billing): set"));
    }
  }

  @Test
  void ourOwnWritesThoseBeforeAndThoseWhoReadAreLeftAlone() {
    target = servers.start("7.0");
    try (RedisControl control = control();
        ForeignWriteWatch watch = new ForeignWriteWatch(control, "run", InstantSource.system());
        RespConnection ours = target.connect();
        RespConnection reader = target.connect();
        RespConnection former = target.connect()) {
      former.command("SET", "before", "1");
      long written = System.nanoTime();
      await().until(() -> System.nanoTime() - written > Duration.ofMillis(2_500).toNanos());
      ours.command("CLIENT", "SETNAME", new ClientName("run", 1, "lane").toString());
      watch.start();

      ours.command("SET", "k", "v");
      reader.command("GET", "k");
      watch.lookNow();

      assertThat(watch.seen()).isEmpty();
      assertThat(watch.blind()).isEmpty();
    }
  }

  @Test
  void aTargetWithWritersOfItsOwnIsNotLookedAt() {
    target = servers.start("7.0");
    try (RedisControl control = control();
        ForeignWriteWatch watch = new ForeignWriteWatch(control, "run", InstantSource.system());
        RespConnection client = target.connect()) {
      watch.start();
      watch.rest(true);
      client.command("SET", "k", "v");
      watch.lookNow();
      assertThat(watch.seen()).isEmpty();

      watch.rest(false);
      watch.lookNow();
      assertThat(watch.seen()).isPresent();
    }
  }

  @Test
  void aTargetThatDoesNotShowItsClientsIsSaidSo() {
    target = servers.start("7.0");
    target.command("ACL", "SETUSER", "default", "-client|list");
    try (RedisControl control = control();
        ForeignWriteWatch watch = new ForeignWriteWatch(control, "run", InstantSource.system())) {
      watch.start();
      watch.lookNow();

      assertThat(watch.blind().orElseThrow()).contains("cannot be seen");
    }
  }

  private RedisControl control() {
    return new LettuceControl(
        ConnectionSettings.to(new Endpoint(target.host(), target.port()))
            .withClientName(new ClientName("run", 1, "control").toString()),
        LettuceControl.Side.TARGET,
        AddressMapping.none());
  }
}
