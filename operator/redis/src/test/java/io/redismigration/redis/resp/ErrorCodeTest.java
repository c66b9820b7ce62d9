package io.redismigration.redis.resp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorCodeTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "NOAUTH Authentication required. | NOAUTH",
        "ERR operation not permitted | NOAUTH",
        "WRONGPASS invalid username-password pair or user is disabled. | WRONGPASS",
        "ERR invalid password | WRONGPASS",
        "ERR Client sent AUTH, but no password is set | NO_PASSWORD_SET",
        "ERR AUTH <password> called without any password configured for the default user. Are you"
            + " sure your configuration is correct? | NO_PASSWORD_SET",
        "NOPERM this user has no permissions to run the 'psync' command | NOPERM",
        "DENIED Redis is running in protected mode | PROTECTED_MODE",
        "ERR max number of clients reached | MAX_CLIENTS",
        "LOADING Redis is loading the dataset in memory | LOADING",
        "MASTERDOWN Link with MASTER is down | MASTERDOWN",
        "NOMASTERLINK Can't SYNC while not connected with my master | NO_MASTER_LINK",
        "ERR Can't SYNC while not connected with my master | NO_MASTER_LINK",
        "READONLY You can't write against a read only slave. | READONLY",
        "OOM command not allowed when used memory > 'maxmemory'. | OOM",
        "MISCONF Redis is configured to save RDB snapshots | MISCONF",
        "NOREPLICAS Not enough good slaves to write. | NOREPLICAS",
        "MOVED 3999 127.0.0.1:6381 | MOVED",
        "ASK 3999 127.0.0.1:6381 | ASK",
        "TRYAGAIN Multiple keys request during rehashing of slot | TRYAGAIN",
        "CROSSSLOT Keys in request don't hash to the same slot | CROSSSLOT",
        "CLUSTERDOWN The cluster is down | CLUSTERDOWN",
        "BUSY Redis is busy running a script. | BUSY",
        "BUSYKEY Target key name already exists. | BUSYKEY",
        "ERR Target key name is busy. | BUSYKEY",
        "BUSYGROUP Consumer Group name already exists | BUSYGROUP",
        "NOSCRIPT No matching script. Please use EVAL. | NOSCRIPT",
        "EXECABORT Transaction discarded because of previous errors. | EXECABORT",
        "WRONGTYPE Operation against a key holding the wrong kind of value | WRONGTYPE",
        "ERR unknown command 'PSYNC' | UNKNOWN_COMMAND",
        "ERR unknown command `FOO`, with args beginning with: | UNKNOWN_COMMAND",
        "ERR wrong number of arguments for 'get' command | WRONG_ARITY",
        "ERR syntax error | SYNTAX",
        "ERR DUMP payload version or checksum are wrong | BAD_PAYLOAD",
        "ERR Bad data format | BAD_PAYLOAD",
        "ERR invalid DB index | DATABASE_OUT_OF_RANGE",
        "ERR DB index is out of range | DATABASE_OUT_OF_RANGE",
        "ERR something new | OTHER",
        "SOMETHING new | OTHER",
      })
  void knowsErrorsByTheirTexts(String text, ErrorCode code) {
    assertThat(ErrorCode.of(text)).isEqualTo(code);
  }

  @Test
  void readsWhereARedirectPointsTo() {
    assertThat(RedisError.of("MOVED 3999 127.0.0.1:6381").redirect())
        .contains(new RedisError.Redirect(3999, "127.0.0.1", 6381));
    assertThat(RedisError.of("ASK 1 ::1:6381").redirect())
        .contains(new RedisError.Redirect(1, "::1", 6381));
    assertThat(RedisError.of("MOVED 1 :6381").redirect())
        .contains(new RedisError.Redirect(1, "", 6381));
    assertThat(RedisError.of("MOVED x").redirect()).isEmpty();
    assertThat(RedisError.of("ERR 1 a:2").redirect()).isEmpty();
  }
}
