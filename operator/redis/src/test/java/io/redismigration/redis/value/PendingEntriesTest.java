package io.redismigration.redis.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PendingEntriesTest {

  @Test
  void findsTimeAndCountByIdInUnsignedOrder() {
    PendingEntries pending = new PendingEntries();
    for (int i = 0; i < 1000; i++) {
      pending.add(i, 7, 1_000_000 + i, i % 5);
    }
    pending.add(-1, -1, 99, 3);

    for (int i = 0; i < 1000; i++) {
      int place = pending.find(i, 7);
      assertThat(pending.deliveredAtMillis(place)).isEqualTo(1_000_000 + i);
      assertThat(pending.deliveries(place)).isEqualTo(i % 5);
    }
    assertThat(pending.deliveries(pending.find(-1, -1))).isEqualTo(3);
    assertThat(pending.find(5, 8)).isEqualTo(-1);
    pending.clear();
    assertThat(pending.find(5, 7)).isEqualTo(-1);
  }

  @Test
  void refusesIdsThatDoNotAscend() {
    PendingEntries pending = new PendingEntries();
    pending.add(5, 5, 0, 1);

    assertThatThrownBy(() -> pending.add(5, 5, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5-5");
  }
}
