package io.redismigration.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopologiesTest {

  @AutoClose private final RedisServers servers = RedisServers.standard();

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "7.0", "valkey-9.1"})
  void aWriteReachesTheEndOfAChain(String version) {
    ReplicaChain chain =
        ReplicaChain.start(servers, version, ServerOptions.defaults().requirepass("p"), 3);

    chain.master().command("SET", "k", "v");

    Awaitility.await()
        .untilAsserted(() -> assertThat(chain.last().command("GET", "k")).isEqualTo("v"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.0", "6.2", "7.0", "8.0", "valkey-8.1", "valkey-9.1"})
  void aClusterTakesKeysAtTheirOwners(String version) {
    RedisCluster cluster = RedisCluster.start(servers, version, ServerOptions.defaults(), 3);

    for (int i = 0; i < 50; i++) {
      assertThat(cluster.command("SET", "key" + i, "v")).isEqualTo("OK");
    }

    assertThat(cluster.nodes())
        .allSatisfy(node -> assertThat(node.command("DBSIZE")).isNotEqualTo(0L));
  }

  @ParameterizedTest
  @CsvSource({"foo, 12182", "{user1000}.following, 3443", "foo{}{bar}, 8363", "'{{bar}}', 4015"})
  void slotsAreTheServersOwn(String key, int slot) {
    assertThat(RedisCluster.slot(key.getBytes(StandardCharsets.UTF_8))).isEqualTo(slot);
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.2", "7.0"})
  void sentinelsFailOverOnRequest(String version) {
    RedisSentinels group = RedisSentinels.start(servers, version, ServerOptions.defaults(), 1, 3);
    RedisServer before = group.master();

    group.failOver();

    assertThat(group.master()).isNotSameAs(before);
    assertThat(group.master().command("SET", "k", "v")).isEqualTo("OK");
  }

  @Test
  void sentinelsReplaceAKilledMaster() {
    RedisSentinels group = RedisSentinels.start(servers, "7.0", ServerOptions.defaults(), 1, 3);
    RedisServer before = group.master();

    before.kill9();
    group.awaitOtherMasterThan(before);

    assertThat(group.master().command("SET", "k", "v")).isEqualTo("OK");
  }
}
