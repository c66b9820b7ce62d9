package io.redismigration.testkit.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.RedisServers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OracleTest {

  @AutoClose private final RedisServers servers = RedisServers.standard();
  private RedisServer one;
  private RedisServer other;

  @BeforeEach
  void twoServersWithTheSameData() {
    one = servers.start("newest");
    other = servers.start("7.0");
    Dataset data = Dataset.seeded(5).keys(300).asFor(other.version());
    data.loadInto(one);
    data.loadInto(other);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "SET integer:0 x, integer:0",
    "PERSIST integer:0, integer:0",
    "PEXPIRE integer:0 5000000, integer:0",
    "DEL small_list:6, small_list:6",
    "SET extra 1, extra",
    "RPUSH small_list:6 x, small_list:6",
    "ZADD small_zset:14 1 x, small_zset:14",
    "XACK stream:21 workers 1600000000000-0 1600000000010-1 1600000000020-2, stream:21",
    "XGROUP CREATE empty_stream:23 new 0, empty_stream:23",
    "FUNCTION FLUSH, (functions)",
  })
  void namesWhatDiffers(String change, String named) {
    assertThat(Oracle.diff(one, other, key -> false)).isEmpty();

    other.command(change.split(" "));

    assertThat(Oracle.diff(one, other, key -> false))
        .extracting(Difference::key)
        .isEqualTo(List.of(named));
    assertThat(Oracle.diff(one, other, named::equals)).hasSize(named.equals("(functions)") ? 1 : 0);
  }

  @Test
  void expiredKeysDoNotCount() {
    one.command("PSETEX", "short", "1", "x");

    Oracle.awaitSameData(one, other, Duration.ofSeconds(2));
  }

  @Test
  void digestsOfVersionsThatDigestScoresDifferentlyAreNotCompared() {
    assertThatThrownBy(() -> Oracle.awaitSameDigest(one, other, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /**
   * 2.8.19 dies of DEBUG DIGEST while it rehashes, which it does just after its table has grown.
   */
  @ParameterizedTest
  @ValueSource(ints = {65, 130, 1_030, 70_000})
  void digestsAnOldServerWhoseTableHasJustGrown(int keys) {
    RedisServer old = servers.start("2.8");
    Dataset.seeded(1).only(KeyKind.INTEGER).keys(keys).databases(0).loadInto(old);

    assertThat(Oracle.debugDigest(old)).hasSize(40);
  }
}
