package io.redismigration.engine.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LateCommandTest {

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "PING,      '',     HARMLESS",
    "ping,      '',     HARMLESS",
    "REPLCONF,  GETACK, HARMLESS",
    "REPLCONF,  ACK,    WRITE",
    "SELECT,    3,      HARMLESS",
    "PUBLISH,   news,   HARMLESS",
    "SCRIPT,    LOAD,   HARMLESS",
    "MULTI,     '',     HARMLESS",
    "EXEC,      '',     HARMLESS",
    "DEL,       k,      DELETION",
    "unlink,    k,      DELETION",
    "SET,       k,      WRITE",
    "HDEL,      k,      WRITE",
    "FUNCTION,  LOAD,   WRITE",
    "EVAL,      x,      WRITE",
  })
  void knowsWhatMayStillArriveAfterTheFence(String name, String subcommand, LateCommand expected) {
    assertThat(LateCommand.of(name, subcommand)).isEqualTo(expected);
  }

  @Test
  void deletionsAreWritesOfSomebodyOnceTheyOutnumberTheKeysThatExpired() {
    LateWrites late = new LateWrites(Map.of("SET", 2L), 3);

    assertThat(late.names(3)).containsExactly("SET");
    assertThat(late.names(2)).containsExactly("DEL", "SET");
    assertThat(late.names(-5)).containsExactly("DEL", "SET");
    assertThat(LateWrites.none().names(0)).isEmpty();
  }
}
