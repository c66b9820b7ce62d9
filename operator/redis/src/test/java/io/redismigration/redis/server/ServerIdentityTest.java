package io.redismigration.redis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerIdentityTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "redis_version:2.8.19;run_id:ab | REDIS | 2.8.19 | 2.8.19",
        "redis_version:7.0.15;executable:/usr/bin/redis-server | REDIS | 7.0.15 | 7.0.15",
        "redis_version:8.0.0-rc1 | REDIS | 8.0.0 | 8.0.0",
        "redis_version:7.2.4;server_name:valkey;valkey_version:9.1.0 | VALKEY | 9.1.0 | 7.2.4",
        "redis_version:7.2.5;server_name:valkey | VALKEY | 7.2.5 | 7.2.5",
        "redis_version:7.2.4;server_name:redict;redict_version:7.3.6 | REDICT | 7.3.6 | 7.2.4",
        "redis_version:6.3.4;executable:/usr/bin/keydb-server | KEYDB | 6.3.4 | 6.3.4",
        "redis_version:7.2.0;dragonfly_version:df-v1.27.1 | DRAGONFLY | 1.27.1 | 7.2.0",
        "redis_version:7.0.0;kvrocks_version:2.9.0 | KVROCKS | 2.9.0 | 7.0.0",
        "redis_version:1.0;server_name:something | UNKNOWN | 1.0.0 | 1.0.0",
      })
  void readsFamilyAndVersionFromInfo(
      String info, ServerFamily family, String version, String compatible) {
    ServerIdentity identity =
        ServerIdentity.fromInfo("# Server\r\n" + info.replace(";", "\r\n") + "\r\n");

    assertThat(identity.family()).isEqualTo(family);
    assertThat(identity.version()).hasToString(version);
    assertThat(identity.redisCompatible()).hasToString(compatible);
  }

  @Test
  void refusesAnAnswerWithoutAVersion() {
    assertThatThrownBy(() -> ServerIdentity.fromInfo("# Server\r\nos:Linux\r\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("redis_version");
  }

  @ParameterizedTest(name = "{0} < {1}")
  @CsvSource({"2.8.9, 2.8.19", "2.8.24, 3.0.0", "6.2.9, 6.2.11", "7.0.15, 7.2", "9.1, 10.0"})
  void ordersVersionsByNumberNotByText(String older, String newer) {
    ServerVersion first = ServerVersion.parse(older);
    ServerVersion second = ServerVersion.parse(newer);

    assertThat(first).isLessThan(second);
    assertThat(second.isAtLeast(first)).isTrue();
    assertThat(first.isAtLeast(second.major(), second.minor(), second.patch())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"''", "abc", ".1"})
  void refusesWhatIsNoVersion(String text) {
    assertThatThrownBy(() -> ServerVersion.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }
}
