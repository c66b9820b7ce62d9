package io.redismigration.redis.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashSlotTest {

  /** Slots as answered by CLUSTER KEYSLOT of redis 7.0.15. */
  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "123456789, 12739", "foo, 12182", "foo{hash_tag}, 2515", "bar{hash_tag}, 2515",
    "hash_tag, 2515", "foo{}{bar}, 8363", "foo{{bar}}zap, 4015", "foo{bar}{zap}, 5061",
    "'', 0", "{a, 10276", "a}, 5921"
  })
  void isTheServersOwn(String key, int slot) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);

    assertThat(HashSlot.of(bytes)).isEqualTo(slot);
    ByteBuffer window = ByteBuffer.allocateDirect(bytes.length + 10);
    window.put(7, bytes);
    assertThat(HashSlot.of(window, 7, bytes.length)).isEqualTo(slot);
  }

  @Test
  void isTheXmodemChecksum() {
    byte[] check = "123456789".getBytes(StandardCharsets.US_ASCII);

    assertThat(HashSlot.crc16(ByteBuffer.wrap(check), 0, check.length)).isEqualTo(0x31c3);
  }
}
