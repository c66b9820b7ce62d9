package io.redismigration.cli.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.redis.connection.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressMapTest {
  @Test
  void dialsWhatTheUserMappedAndLeavesTheRestAlone() {
    AddressMap map =
        AddressMap.parse(List.of("redis-old:6379=127.0.0.1:7000", "[fd00::1]:1=[::1]:2"));

    assertThat(map.map(new Endpoint("redis-old", 6379))).isEqualTo(new Endpoint("127.0.0.1", 7000));
    assertThat(map.map(new Endpoint("fd00::1", 1))).isEqualTo(new Endpoint("::1", 2));
    assertThat(map.map(new Endpoint("redis-old", 6380))).isEqualTo(new Endpoint("redis-old", 6380));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "redis-old:6379, is not from=to",
    "redis-old=127.0.0.1:7000, is not host:port",
    "redis-old:6379=127.0.0.1:70000, port 70000",
  })
  void saysWhatIsWrongWithAMapping(String option, String message) {
    assertThatThrownBy(() -> AddressMap.parse(List.of(option)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
