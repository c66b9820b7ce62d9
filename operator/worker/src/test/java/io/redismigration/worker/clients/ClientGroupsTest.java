package io.redismigration.worker.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.target.ClientList.Client;
import io.redismigration.migration.model.ClientsSeen;
import io.redismigration.migration.model.SourceClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientGroupsTest {
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
  private static final Set<String> WRITES = Set.of("set", "blpop", "exec");

  private final ClientGroups groups = new ClientGroups(WRITES::contains, Instant.MIN);

  @Test
  void connectionsAreOneClientByAddressNameAndUserAndWritersComeFirst() {
    groups.look(
        Stream.of(
            client("10.0.0.9:1", "metrics", "get", 0, "N", ""),
            client("10.0.0.9:2", "metrics", "get", 0, "N", ""),
            client("10.0.0.9:3", "metrics", "get", 0, "N", ""),
            client("10.0.0.5:1", "billing", "get", 3, "N", "app"),
            client("10.0.0.5:2", "billing", "set", 5, "N", "app"),
            client("[fd00::1]:7", "", "NULL", 0, "N", "default"),
            client("::1:7", "", "ping", 0, "N", "")),
        NOON);

    assertThat(groups.seen(NOON).clients())
        .containsExactly(
            new SourceClient("10.0.0.5", null, "billing", "app", 2, true, "set"),
            new SourceClient("10.0.0.9", null, "metrics", null, 3, false, "get"),
            new SourceClient("::1", null, null, null, 1, false, "ping"),
            new SourceClient("fd00::1", null, null, "default", 1, false, null));
    assertThat(groups.seen(NOON).unlisted()).isZero();
  }

  @ParameterizedTest(name = "{0}, idle for {1} s, flags {2}: writing {3}")
  @CsvSource({
    "set, 0, N, true",
    "set, 60, N, true",
    "set, 61, N, false",
    "get, 0, N, false",
    "exec, 0, N, true",
    "blpop, 3600, b, true",
    "blpop, 3600, N, false"
  })
  void whatWritesIsACommandOfTheLastMinuteThatMay(
      String command, long idle, String flags, boolean writing) {
    groups.look(Stream.of(client("10.0.0.5:1", "", command, idle, flags, "")), NOON);

    assertThat(groups.seen(NOON).clients())
        .singleElement()
        .satisfies(
            client -> {
              assertThat(client.writing()).isEqualTo(writing);
              assertThat(client.lastCommand()).isEqualTo(command);
            });
  }

  @ParameterizedTest(name = "name \"{0}\", flags {1}, last command {2}")
  @CsvSource({
    "'', S, replconf",
    "'', M, set",
    "'', O, monitor",
    "sentinel-0123456789-cmd, N, ping",
    "'', N, info",
    "'', N, slowlog"
  })
  void replicasSentinelsAndMonitorsAreNoClients(String name, String flags, String command) {
    groups.look(Stream.of(client("10.0.0.5:1", name, command, 0, flags, "")), NOON);

    assertThat(groups.seen(NOON)).isEqualTo(new ClientsSeen(NOON, null, 0, null));
  }

  @Test
  void connectionsOfMigrationsAreNoClients() {
    String ours = new ClientName("another-run", 3, "control").toString();

    groups.look(Stream.of(client("10.0.0.5:1", ours, "set", 0, "N", "")), NOON);

    assertThat(groups.seen(NOON).clients()).isEmpty();
  }

  @Test
  void aClientThatWritesInEveryOtherLookIsOneWriter() {
    groups.look(Stream.of(client("10.0.0.5:1", "", "set", 0, "N", "")), NOON);
    Instant later = NOON.plusSeconds(10);

    groups.look(Stream.of(client("10.0.0.5:1", "", "get", 0, "N", "")), later);

    assertThat(groups.seen(later).clients())
        .containsExactly(new SourceClient("10.0.0.5", null, null, null, 1, true, "set"));
  }

  @Test
  void aWriterThatIsGoneIsRememberedForAMinuteAndAReaderIsNot() {
    groups.look(
        Stream.of(
            client("10.0.0.5:1", "", "set", 0, "N", ""),
            client("10.0.0.6:1", "", "get", 0, "N", "")),
        NOON);
    Instant minute = NOON.plus(ClientGroups.RECENT);

    groups.look(Stream.of(), minute);
    assertThat(groups.seen(minute).clients())
        .containsExactly(new SourceClient("10.0.0.5", null, null, null, 0, true, "set"));
    groups.look(Stream.of(), minute.plusSeconds(1));

    assertThat(groups.seen(minute.plusSeconds(1)).clients()).isEmpty();
  }

  @Test
  void whatWasWrittenBeforeCountsForNothing() {
    ClientGroups after = new ClientGroups(WRITES::contains, NOON);

    after.look(
        Stream.of(
            client("10.0.0.5:1", "", "set", 20, "N", ""),
            client("10.0.0.6:1", "", "set", 5, "N", "")),
        NOON.plusSeconds(10));

    assertThat(after.seen(NOON.plusSeconds(10)).writing())
        .extracting(SourceClient::address)
        .containsExactly("10.0.0.6");
  }

  @Test
  void aPoolThatNamesEachConnectionIsOneClient() {
    groups.look(
        IntStream.range(0, 50)
            .mapToObj(
                i -> client("10.0.0.5:" + i, "conn-" + i, i == 7 ? "set" : "get", 0, "N", "")),
        NOON);

    assertThat(groups.seen(NOON).clients())
        .containsExactly(new SourceClient("10.0.0.5", null, null, null, 50, true, "set"));
  }

  @Test
  void tensOfThousandsOfAddressesLeaveTwentyAndACount() {
    groups.look(
        IntStream.range(0, 30_000)
            .mapToObj(i -> client("fd00::%x:1".formatted(i), "", "get", 0, "N", "")),
        NOON);

    assertThat(groups.seen(NOON).clients()).hasSize(ClientsSeen.MOST);
    assertThat(groups.seen(NOON).unlisted()).isEqualTo(30_000 - ClientsSeen.MOST);
  }

  @Test
  void namesAreShortened() {
    groups.look(
        Stream.of(client("10.0.0.5:1", "n".repeat(5_000), "set", 0, "N", "u".repeat(5_000))), NOON);

    assertThat(groups.seen(NOON).clients())
        .singleElement()
        .satisfies(
            client -> {
              assertThat(client.name()).hasSize(64);
              assertThat(client.user()).hasSize(64);
            });
  }

  @Test
  void anotherLastCommandAloneIsNoChange() {
    groups.look(Stream.of(client("10.0.0.5:1", "", "get", 0, "N", "")), NOON);
    ClientsSeen before = groups.seen(NOON);
    Instant later = NOON.plus(Duration.ofSeconds(10));

    groups.look(Stream.of(client("10.0.0.5:2", "", "hget", 9, "N", "")), later);
    assertThat(groups.seen(later).saysTheSameAs(before)).isTrue();
    groups.look(Stream.of(client("10.0.0.5:2", "", "set", 0, "N", "")), later);

    assertThat(groups.seen(later).saysTheSameAs(before)).isFalse();
  }

  private static Client client(
      String address, String name, String command, long idle, String flags, String user) {
    return new Client("1", address, name, command, idle, flags, user);
  }
}
