package io.redismigration.engine.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.engine.target.ClientList.Client;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import io.redismigration.testkit.client.RespConnection;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientListTest {
  @AutoClose private final RedisServers servers = RedisServers.standard();

  @ParameterizedTest
  @ValueSource(strings = {"2.8", "6.2", "7.0", "8.0", "valkey-9.1"})
  void readsWhatServersAnswer(String version) {
    RedisServer server = servers.start(version);
    try (RespConnection named = server.connect()) {
      named.command("CLIENT", "SETNAME", "redis-migration.run.1.lane");
      named.command("CONFIG", "GET", "port");

      ClientList list = ClientList.parse((String) server.command("CLIENT", "LIST"));

      assertThat(list.addresses("redis-migration.run.1.lane"::equals))
          .singleElement()
          .asString()
          .matches("127\\.0\\.0\\.1:\\d+");
      assertThat(list.clients())
          .filteredOn(client -> !client.name().isEmpty())
          .extracting(Client::command)
          .containsExactly("config");
      assertThat(list.clients()).extracting(Client::command).contains("client");
    }
  }

  @Test
  void takesWhatIsMissingForEmpty() {
    assertThat(ClientList.parse("id=1 addr=1.2.3.4:5 fd=7\n\n").clients())
        .containsExactly(new Client("1", "1.2.3.4:5", "", "", 0, "", ""));
    assertThat(ClientList.parse("").clients()).isEmpty();
  }
}
