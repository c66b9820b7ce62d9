package io.redismigration.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.engine.control.AddressMapping;
import io.redismigration.engine.control.LettuceControl;
import io.redismigration.engine.control.RedisControl;
import io.redismigration.redis.connection.ConnectionSettings;
import io.redismigration.redis.connection.Endpoint;
import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ClockSkewTest {
  @AutoClose private final RedisServers servers = RedisServers.standard();

  @Test
  void serversOnOneClockHaveNone() {
    try (RedisControl source = control(servers.start("2.8"), LettuceControl.Side.SOURCE);
        RedisControl target = control(servers.start("7.0"), LettuceControl.Side.TARGET)) {
      for (int i = 0; i < 50; i++) {
        assertThat(ClockSkew.between(source, target)).hasValue(0);
      }
    }
  }

  private static RedisControl control(RedisServer server, LettuceControl.Side side) {
    return new LettuceControl(
        ConnectionSettings.to(new Endpoint(server.host(), server.port())),
        side,
        AddressMapping.none());
  }
}
