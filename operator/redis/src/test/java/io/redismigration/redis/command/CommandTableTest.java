package io.redismigration.redis.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.redis.server.Feature;
import io.redismigration.redis.server.ServerIdentity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandTableTest {

  private final CommandTable table = CommandTable.standard();

  @Test
  void findsEveryCommandInAnyCase() {
    for (CommandSpec spec : table.all()) {
      List<String> words = List.of(spec.name().split("\\|"));
      assertThat(table.find(Words.of(words.toArray(new String[0])))).isSameAs(spec);
      String[] lower =
          words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toArray(String[]::new);
      assertThat(table.find(Words.of(lower))).isSameAs(spec);
      assertThat(table.all().get(spec.id())).isSameAs(spec);
    }
  }

  @ParameterizedTest
  @CsvSource({"NOSUCH", "SE", "SETT", "''", "S\u0005T", "SET\u00a0"})
  void findsNothingForOtherNames(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);

    assertThat(table.find(ByteBuffer.wrap(bytes), 0, bytes.length)).isNull();
  }

  @Test
  void fallsBackToTheContainerForAnUnknownSubcommand() {
    assertThat(table.find(Words.of("XGROUP", "NOSUCH"))).isSameAs(table.require("xgroup"));
    assertThat(table.find(Words.of("XGROUP"))).isSameAs(table.require("XGROUP"));
  }

  @ParameterizedTest(name = "{0} in {1}: {2}")
  @CsvSource({
    "SET, 2.8.19, true",
    "UNLINK, 2.8.19, false",
    "UNLINK, 4.0.0, true",
    "COPY, 6.0.16, false",
    "COPY, 6.2.0, true",
    "XGROUP|CREATECONSUMER, 6.0.16, false",
    "FUNCTION|LOAD, 7.0.0, true",
    "HPEXPIREAT, 7.2.4, false",
    "HPEXPIREAT, 7.4.0, true",
    "HSETEX, 8.0.0, true",
    "MSETEX, 8.2.0, false",
    "MSETEX, 8.4.0, true",
    "DELIFEQ, 8.6.0, false",
    "VADD, 8.0.0, true"
  })
  void knowsSinceWhichRedisACommandIsThere(String command, String version, boolean there) {
    assertThat(table.require(command).in(ServerIdentity.redis(version))).isEqualTo(there);
  }

  @ParameterizedTest(name = "{0} in {1}: {2}")
  @CsvSource({
    "SET, 7.2.5, true", "COPY, 8.0.0, true", "HPEXPIREAT, 8.1.0, false",
    "HPEXPIREAT, 9.0.0, true", "HGETDEL, 9.0.0, false", "HGETDEL, 9.1.0, true",
    "DELIFEQ, 9.0.0, true", "DELEX, 9.1.0, false", "CLUSTER|SYNCSLOTS, 9.0.0, true"
  })
  void knowsSinceWhichValkeyACommandIsThere(String command, String version, boolean there) {
    assertThat(table.require(command).in(ServerIdentity.valkey(version))).isEqualTo(there);
  }

  @ParameterizedTest
  @CsvSource({
    "UNLINK, UNLINK",
    "SWAPDB, SWAPDB",
    "COPY, COPY",
    "LMOVE, LMOVE",
    "GETEX, GETEX",
    "FUNCTION, FUNCTION|LOAD",
    "HASH_FIELD_TTL, HPEXPIREAT",
    "HSETEX, HSETEX",
    "HGETDEL, HGETDEL",
    "MSETEX, MSETEX",
    "DELEX, DELEX",
    "WAITAOF, WAITAOF",
    "CLIENT_NO_TOUCH, CLIENT|NO-TOUCH",
    "CLIENT_UNPAUSE, CLIENT|UNPAUSE",
    "LMPOP, LMPOP",
    "ZRANGESTORE, ZRANGESTORE",
    "GEOSEARCHSTORE, GEOSEARCHSTORE",
    "STREAMS, XADD",
    "XGROUP_CREATECONSUMER, XGROUP|CREATECONSUMER",
    "SHARDED_PUBSUB, SPUBLISH",
    "WAIT, WAIT",
    "BITFIELD, BITFIELD",
    "GEO, GEOADD",
    "HYPERLOGLOG, PFADD",
    "CLIENT_ID, CLIENT|ID",
    "MEMORY_USAGE, MEMORY|USAGE",
    "ACL, ACL|SETUSER",
    "ROLE, ROLE",
    "ZPOP, ZPOPMIN",
    "IMPORT_MODE, CLIENT|IMPORT-SOURCE",
    "ACL_DRYRUN, ACL|DRYRUN",
    "CLIENT_REPLY, CLIENT|REPLY",
    "CLIENT_NO_EVICT, CLIENT|NO-EVICT"
  })
  void agreesWithTheTableOfFeatures(Feature feature, String command) {
    CommandSpec spec = table.require(command);
    for (String version :
        List.of(
            "2.8.19", "3.0.7", "3.2.13", "4.0.14", "5.0.14", "6.0.16", "6.2.11", "7.0.15", "7.2.7",
            "7.4.2", "8.0.6", "8.2.1", "8.4.0", "8.6.0")) {
      ServerIdentity redis = ServerIdentity.redis(version);
      assertThat(spec.in(redis)).as("%s", redis).isEqualTo(feature.in(redis));
    }
    for (String version : List.of("7.2.8", "8.0.6", "8.1.4", "9.0.1", "9.1.2")) {
      ServerIdentity valkey = ServerIdentity.valkey(version);
      assertThat(spec.in(valkey)).as("%s", valkey).isEqualTo(feature.in(valkey));
    }
  }

  @Test
  void tellsWritesFromReads() {
    assertThat(table.require("SET").isWrite()).isTrue();
    assertThat(table.require("GET").isWrite()).isFalse();
    assertThat(table.require("EVAL").isWrite()).isFalse();
    assertThat(table.require("EVAL").is(CommandFlag.MAY_REPLICATE)).isTrue();
    assertThat(table.require("FLUSHALL").isWrite()).isTrue();
    assertThat(table.require("BLPOP").is(CommandFlag.BLOCKING)).isTrue();
    assertThat(table.require("VADD").is(CommandFlag.MODULE)).isTrue();
  }
}
