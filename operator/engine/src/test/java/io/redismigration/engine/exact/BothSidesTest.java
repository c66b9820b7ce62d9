package io.redismigration.engine.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.redis.connection.SocketDialer;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerIdentity;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.Pipeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class BothSidesTest {
  @AutoClose private final RedisServers servers = RedisServers.standard();
  private final Random random = new Random(1);
  private RedisServer source;
  private RedisServer target;

  @Test
  void aSourceThatCannotTellTheMemoryOfAValueIsReadWholeByTheTargetsMeasure() throws Exception {
    given("2.8", "7.0");
    list(source, "list", 5_000, 10);
    list(target, "list", 5_000, 10);

    assertThat(read("list")).containsExactly("list WHOLE WHOLE -1 -1");
  }

  @Test
  void whereNeitherSideCanTellOnlyAFewElementsAreReadWhole() throws Exception {
    given("2.8", "2.8");
    for (RedisServer each : List.of(source, target)) {
      list(each, "few", 1_000, 10);
      list(each, "many", 1_001, 10);
    }

    assertThat(read("few", "many"))
        .containsExactly("few WHOLE WHOLE -1 -1", "many LARGE LARGE -1 -1");
  }

  @Test
  void aValueThatTurnsOutToBeLargerThanItsMeasureIsSkippedAndWhatComesBehindItIsRead()
      throws Exception {
    given("2.8", "7.0");
    list(source, "list", 15_000, 2_000);
    list(target, "list", 15_000, 10);
    source.command("PEXPIRE", "list", "1000000");
    source.command("SET", "next", "value");

    assertThat(read("list", "next"))
        .containsExactly("list LARGE WHOLE 1000 -1", "next WHOLE ABSENT -1 -1");
  }

  @Test
  void manyKeysOfAllSizesAreVisitedOnceEachInOrder() throws Exception {
    given("7.0", "8.0");
    List<String> names = new ArrayList<>();
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      names.add("key" + i);
      if (i % 7 != 0) {
        source.command("SET", "key" + i, "x".repeat(i % 100 == 1 ? 700_000 : i));
      }
      if (i % 5 != 0) {
        target.command("SET", "key" + i, "x");
      }
      wanted.add(
          "key%d %s %s -1 -1"
              .formatted(i, i % 7 != 0 ? "WHOLE" : "ABSENT", i % 5 != 0 ? "WHOLE" : "ABSENT"));
    }

    assertThat(read(names.toArray(String[]::new))).isEqualTo(wanted);
  }

  @Test
  void afterAVisitorFailedTheNextReadIsNotAnsweredWithWhatWasOnItsWay() throws Exception {
    given("7.0", "8.0");
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      source.command("SET", "key" + i, "x");
      keys.add(("key" + i).getBytes(StandardCharsets.UTF_8));
    }
    source.command("PEXPIRE", "key7", "1000000");

    try (BothSides sides = sides()) {
      assertThatThrownBy(
              () ->
                  sides.read(
                      0,
                      keys,
                      (ours, theirs, i) -> {
                        throw new IOException("seen " + i);
                      }))
          .hasMessage("seen 0");
      assertThat(read(sides, "key7")).containsExactly("key7 WHOLE ABSENT 1000 -1");
    }
  }

  private void given(String from, String to) {
    source = servers.start(from);
    target = servers.start(to);
  }

  private void list(RedisServer server, String name, int elements, int bytes) {
    try (Pipeline pipeline = server.pipeline()) {
      for (int i = 0; i < elements; i++) {
        pipeline.add("RPUSH", name, incompressible(bytes));
      }
    }
  }

  /** Servers compress what they dump. */
  private String incompressible(int bytes) {
    StringBuilder text = new StringBuilder(bytes);
    while (text.length() < bytes) {
      text.append((char) random.nextInt(' ', 0x7f));
    }
    return text.toString();
  }

  private List<String> read(String... names) throws Exception {
    try (BothSides sides = sides()) {
      return read(sides, names);
    }
  }

  /** Name, what was made of it on both sides, seconds to live on both. */
  private static List<String> read(BothSides sides, String... names) throws Exception {
    List<byte[]> keys = new ArrayList<>();
    for (String name : names) {
      keys.add(name.getBytes(StandardCharsets.UTF_8));
    }
    List<String> seen = new ArrayList<>();
    sides.read(
        0,
        keys,
        (ours, theirs, i) ->
            seen.add(
                "%s %s %s %d %d"
                    .formatted(
                        names[i],
                        ours.state(i),
                        theirs.state(i),
                        seconds(ours, i),
                        seconds(theirs, i))));
    return seen;
  }

  private static long seconds(Page page, int index) {
    return page.ttl(index) == Page.NO_TTL ? -1 : Math.round(page.ttl(index) / 1_000.0 / 10) * 10;
  }

  private BothSides sides() {
    return new BothSides(side(source), side(target));
  }

  private static Side side(RedisServer server) {
    return new Side(
        () ->
            RedisConnection.open(
                new SocketDialer(),
                ConnectionSettings.to(new Endpoint(server.host(), server.port()))),
        Capabilities.of(ServerIdentity.fromInfo((String) server.command("INFO", "server"))));
  }
}
