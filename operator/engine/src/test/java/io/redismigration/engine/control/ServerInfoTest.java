package io.redismigration.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerInfoTest {
  private static final String OLD =
      """
      # Server\r
      redis_version:2.8.19\r
      run_id:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r
      # Replication\r
      role:master\r
      connected_slaves:1\r
      slave0:ip=127.0.0.1,port=99999,state=online,offset=41,lag=0\r
      master_repl_offset:42\r
      # Keyspace\r
      db0:keys=3,expires=1,avg_ttl=100\r
      db10:keys=7,expires=0\r
      """;

  @Test
  void beforeFourTheRunIdNamesTheHistory() {
    ServerInfo info = ServerInfo.parse(OLD);

    assertThat(info.replicationId()).isEqualTo(info.runId()).hasSize(40);
    assertThat(info.replicationOffset()).isEqualTo(42);
  }

  @Test
  void keyspacesAreOrderedByNumber() {
    assertThat(ServerInfo.parse(OLD).keyspaces())
        .containsExactly(
            org.assertj.core.api.Assertions.entry(0, new ServerInfo.Keyspace(3, 1)),
            org.assertj.core.api.Assertions.entry(10, new ServerInfo.Keyspace(7, 0)));
  }

  @Test
  void replicasAreListedWithPortsOutOfRange() {
    assertThat(ServerInfo.parse(OLD).replicas())
        .containsExactly(new ServerInfo.Replica("127.0.0.1", 99_999, "online", 41));
  }

  @Test
  void anAbsentOrTextualFieldIsNoNumber() {
    ServerInfo info = ServerInfo.parse("maxmemory_policy:noeviction\r\n");

    assertThat(info.number("maxmemory_policy")).isEmpty();
    assertThat(info.number("maxmemory")).isEmpty();
  }
}
