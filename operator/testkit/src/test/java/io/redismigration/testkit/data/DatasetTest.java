package io.redismigration.testkit.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.testkit.RedisCluster;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.ServerOptions;
import io.redismigration.testkit.client.RespConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetTest {

  private static final Duration AT_ONCE = Duration.ZERO;

  @AutoClose private final RedisServers servers = RedisServers.standard();

  /** The control of migration tests: without a migration, versions agree on the same data. */
  @ParameterizedTest
  @ValueSource(strings = {"6.0", "6.2", "7.0"})
  void theSameDataHasTheSameDigestOnVersionsBefore72(String version) {
    RedisServer old = servers.start("2.8");
    RedisServer other = servers.start(version);

    Dataset.seeded(7).loadInto(old);
    Dataset.seeded(7).asFor(old.version()).loadInto(other);

    Oracle.awaitSameDigest(old, other, AT_ONCE);
  }

  @ParameterizedTest
  @CsvSource({
    "2.8, 7.0",
    "2.8, 8.0",
    "2.8, valkey-9.1",
    "6.2, 7.0",
    "7.0, newest",
    "8.0, valkey-9.1"
  })
  void theSameDataReadsTheSameOnEveryVersion(String version, String otherVersion) {
    RedisServer old = servers.start(version);
    RedisServer other = servers.start(otherVersion);

    Dataset.seeded(7).loadInto(old);
    Dataset.seeded(7).asFor(old.version()).loadInto(other);

    Oracle.awaitSameData(old, other, AT_ONCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.0", "6.2", "7.0", "8.0", "valkey-8.1", "valkey-9.1"})
  void loadsEveryKindAVersionKnowsAndSurvivesADump(String version) {
    RedisServer server = servers.start(version);
    Dataset.seeded(1).loadInto(server);
    String before = Oracle.debugDigest(server);

    server.restart();

    assertThat(Oracle.debugDigest(server)).isEqualTo(before);
    assertThat(server.command("DBSIZE")).isEqualTo(1600L);
  }

  @ParameterizedTest
  @CsvSource({
    "2.8, 'hashtable int intset linkedlist raw skiplist ziplist'",
    "6.2, 'embstr hashtable int intset quicklist raw skiplist stream ziplist'",
    "8.0, 'embstr hashtable int intset listpack listpackex quicklist raw skiplist stream'",
  })
  void hasEveryEncodingOfAVersion(String version, String encodings) {
    RedisServer server = servers.start(version);

    Dataset.seeded(3).databases(0).loadInto(server);

    assertThat(encodingsOf(server)).containsAll(List.of(encodings.split(" ")));
  }

  @Test
  void anotherSeedIsOtherData() {
    RedisServer one = servers.start("7.0");
    RedisServer other = servers.start("7.0");

    Dataset.seeded(1).loadInto(one);
    Dataset.seeded(2).loadInto(other);

    assertThatThrownBy(() -> Oracle.awaitSameDigest(one, other, AT_ONCE))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("differences");
  }

  @Test
  void fillsAClusterEachKeyAtItsOwner() {
    RedisCluster cluster = RedisCluster.start(servers, "7.0", ServerOptions.defaults(), 3);

    Dataset.seeded(1).keys(3_000).loadInto(cluster);

    assertThat(cluster.nodes().stream().mapToLong(node -> (Long) node.command("DBSIZE")).sum())
        .isEqualTo(3_000);
  }

  @Test
  @Tag("long")
  void aMillionKeysTakeSeconds() {
    RedisServer server = servers.start("7.0");
    long start = System.nanoTime();

    Dataset.seeded(1).keys(1_000_000).loadInto(server);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
  }

  private static Set<String> encodingsOf(RedisServer server) {
    Set<String> encodings = new LinkedHashSet<>();
    try (RespConnection connection = server.connect()) {
      Collection<?> keys =
          (Collection<?>) connection.commandBytes("KEYS".getBytes(), "*".getBytes());
      for (Object key : keys) {
        Object encoding =
            connection.commandBytes("OBJECT".getBytes(), "ENCODING".getBytes(), (byte[]) key);
        encodings.add((String) RespConnection.decoded(encoding));
      }
    }
    return encodings;
  }
}
