package io.redismigration.redis.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CapabilitiesTest {

  /** One release per line, oldest first; the table's edges lie between them. */
  private static final List<String> REDIS =
      List.of(
          "2.6.17", "2.8.0", "2.8.19", "2.8.22", "3.0.0", "3.0.4", "3.2.0", "3.2.13", "4.0.14",
          "5.0.0", "5.0.14", "6.0.0", "6.0.20", "6.2.0", "6.2.19", "7.0.15", "7.2.7", "7.4.2",
          "8.0.6", "8.2.2", "8.4.0", "8.6.0");

  private static final List<String> VALKEY = List.of("7.2.8", "8.0.6", "8.1.4", "9.0.0", "9.1.2");

  @ParameterizedTest
  @EnumSource(Feature.class)
  void aFeatureOnceThereStaysExceptOnLinesItWasNotBackportedTo(Feature feature) {
    for (ServerVersion since : feature.redisSince()) {
      assertThat(feature.in(new ServerIdentity(ServerFamily.REDIS, since))).isTrue();
      assertThat(feature.in(new ServerIdentity(ServerFamily.REDIS, before(since)))).isFalse();
    }
    boolean inNewestRedis = Capabilities.of(ServerIdentity.redis("8.6.0")).has(feature);
    assertThat(inNewestRedis).isEqualTo(!feature.redisSince().isEmpty());
    boolean inNewestValkey = Capabilities.of(ServerIdentity.valkey("9.1.2")).has(feature);
    assertThat(inNewestValkey).isEqualTo(!feature.valkeySince().isEmpty());
  }

  @ParameterizedTest
  @EnumSource(Feature.class)
  void whatCameBeforeTheForkIsInEveryValkeyAndRedict(Feature feature) {
    boolean beforeFork = Capabilities.of(ServerIdentity.redis("7.2.4")).has(feature);
    if (beforeFork) {
      for (String version : VALKEY) {
        assertThat(Capabilities.of(ServerIdentity.valkey(version)).has(feature)).isTrue();
      }
    }
    ServerIdentity redict = new ServerIdentity(ServerFamily.REDICT, ServerVersion.of(7, 3, 6));
    assertThat(Capabilities.of(redict).has(feature)).isEqualTo(beforeFork);
  }

  private static ServerVersion before(ServerVersion version) {
    if (version.patch() > 0) {
      return ServerVersion.of(version.major(), version.minor(), version.patch() - 1);
    }
    return version.minor() > 0
        ? ServerVersion.of(version.major(), version.minor() - 1, 999_999)
        : ServerVersion.of(version.major() - 1, 999_999, 0);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    // family, release, own RDB, footer to stamp, highest type, footers taken
    "REDIS,  2.6.17,  6,  6, 13, 6",
    "REDIS,  2.8.19,  6,  6, 13, 6",
    "REDIS,  3.0.7,   6,  6, 13, 6",
    "REDIS,  3.2.0,   7,  7, 14, 7",
    "REDIS,  3.2.1,   7,  6, 14, 1-7",
    "REDIS,  4.0.14,  8,  6, 14, 1-8",
    "REDIS,  5.0.0,   9,  6, 15, 1-9",
    "REDIS,  6.2.11,  9,  6, 15, 1-9",
    "REDIS,  7.0.15, 10,  6, 19, 1-10",
    "REDIS,  7.2.7,  11,  6, 21, 1-11",
    "REDIS,  7.4.0,  12,  6, 25, 1-12",
    "REDIS,  8.4.0,  12,  6, 25, 1-12",
    "REDIS,  8.6.0,  13,  6, 26, 1-13",
    "REDIS,  8.8.0,  14,  6, 28, 1-14",
    "VALKEY, 7.2.5,  11,  6, 21, 1-11",
    "VALKEY, 8.1.4,  11,  6, 21, 1-11",
    "VALKEY, 9.0.0,  80,  6, 22, 1-11 80",
    "VALKEY, 9.1.2,  80,  6, 22, 1-11 80",
    "REDICT, 7.3.6,  11,  6, 21, 1-11",
    "KEYDB,  6.3.4,   9,  6, 15, 1-9",
  })
  void knowsWhichPayloadsAServerTakes(
      ServerFamily family, String version, int rdb, int footer, int highestType, String taken) {
    Capabilities server = Capabilities.of(new ServerIdentity(family, ServerVersion.parse(version)));

    assertThat(server.maxRdbVersion()).isEqualTo(rdb);
    assertThat(server.dumpFooter()).isEqualTo(footer);
    assertThat(server.highestType()).isEqualTo(highestType);
    List<Integer> accepted =
        IntStream.rangeClosed(0, 100).filter(server::acceptsDumpFooter).boxed().toList();
    boolean ninesGap = taken.equals("1-11 80");
    if (ninesGap) {
      List<Integer> expected = new ArrayList<>(IntStream.rangeClosed(1, 11).boxed().toList());
      expected.add(80);
      assertThat(accepted).isEqualTo(expected);
    } else {
      int from = Integer.parseInt(taken.split("-")[0]);
      int to = Integer.parseInt(taken.contains("-") ? taken.split("-")[1] : taken);
      assertThat(accepted).isEqualTo(IntStream.rangeClosed(from, to).boxed().toList());
    }
  }

  @Test
  void typesOfTheOtherFamilyAreNeverLoaded() {
    Capabilities redis = Capabilities.of(ServerIdentity.redis("8.6.0"));
    Capabilities valkey = Capabilities.of(ServerIdentity.valkey("9.1.0"));

    assertThat(redis.loadsType(24, ServerFamily.REDIS)).isTrue();
    assertThat(redis.loadsType(22, ServerFamily.VALKEY)).isFalse();
    assertThat(valkey.loadsType(22, ServerFamily.VALKEY)).isTrue();
    assertThat(valkey.loadsType(22, ServerFamily.REDIS)).isFalse();
    assertThat(valkey.loadsType(21, ServerFamily.REDIS)).isTrue();
    assertThat(redis.loadsType(8, ServerFamily.REDIS)).isFalse();
    assertThat(redis.loadsType(-1, ServerFamily.REDIS)).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "2.8.0,  true,  true,  true,  true",
    "2.8.19, true,  true,  true,  true",
    "2.8.21, true,  true,  true,  true",
    "2.8.22, false, true,  true,  true",
    "3.0.3,  true,  true,  true,  true",
    "3.0.4,  false, true,  true,  true",
    "5.0.14, false, true,  true,  true",
    "6.0.16, false, true,  false, true",
    "6.2.11, false, true,  false, true",
    "7.0.15, false, false, false, false",
    "8.6.0,  false, false, false, false",
  })
  void knowsTheQuirksOfASource(
      String version, boolean offset, boolean relative, boolean losesTtl, boolean scripts) {
    Capabilities source = Capabilities.of(ServerIdentity.redis(version));

    assertThat(source.wrongFullResyncOffset()).isEqualTo(offset);
    assertThat(source.relativeTtlInStream()).isEqualTo(relative);
    assertThat(source.losesTtlOnIncrByFloat()).isEqualTo(losesTtl);
    assertThat(source.verbatimScripts()).isEqualTo(scripts);
  }

  @Test
  void saysWhenAServerIsNewerThanWhatWasChecked() {
    assertThat(REDIS)
        .allSatisfy(
            version ->
                assertThat(Capabilities.of(ServerIdentity.redis(version)).isNewerThanSupported())
                    .isFalse());
    assertThat(VALKEY)
        .allSatisfy(
            version ->
                assertThat(Capabilities.of(ServerIdentity.valkey(version)).isNewerThanSupported())
                    .isFalse());
    assertThat(Capabilities.of(ServerIdentity.redis("8.6.9")).isNewerThanSupported()).isFalse();
    assertThat(Capabilities.of(ServerIdentity.redis("8.8.0")).isNewerThanSupported()).isTrue();
    assertThat(Capabilities.of(ServerIdentity.valkey("9.2.0")).isNewerThanSupported()).isTrue();
  }

  @Test
  void aServerThatCannotBeReplicatedFromSaysSo() {
    ServerIdentity dragonfly =
        new ServerIdentity(
            ServerFamily.DRAGONFLY, ServerVersion.of(1, 27, 1), ServerVersion.of(7, 2));

    assertThat(Capabilities.of(dragonfly).replicable()).isFalse();
    assertThat(Capabilities.of(dragonfly).psync()).isFalse();
    assertThat(Capabilities.of(dragonfly).has(Feature.UNLINK)).isTrue();
    assertThat(Capabilities.of(ServerIdentity.redis("2.6.17")).psync()).isFalse();
    assertThat(Capabilities.of(ServerIdentity.redis("2.6.17")).replicable()).isTrue();
  }

  @Test
  void namesParametersAsTheServerDoes() {
    Capabilities old = Capabilities.of(ServerIdentity.redis("2.8.19"));
    Capabilities modern = Capabilities.of(ServerIdentity.redis("7.0.15"));

    assertThat(old.parameterName("min-replicas-to-write")).isEqualTo("min-slaves-to-write");
    assertThat(old.parameterName("repl-backlog-size")).isEqualTo("repl-backlog-size");
    assertThat(old.parameterName("replica-serve-stale-data")).isEqualTo("slave-serve-stale-data");
    assertThat(modern.parameterName("min-replicas-to-write")).isEqualTo("min-replicas-to-write");
    assertThat(old.replicaOfCommand()).isEqualTo("SLAVEOF");
    assertThat(modern.replicaOfCommand()).isEqualTo("REPLICAOF");
  }
}
