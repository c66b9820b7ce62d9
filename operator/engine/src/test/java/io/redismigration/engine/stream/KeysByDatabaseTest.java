package io.redismigration.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeysByDatabaseTest {
  private final KeysByDatabase keys = new KeysByDatabase(1 << 20);

  @Test
  void holdsEveryKeyOnce() {
    Set<String> wanted = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      String key = "key" + i % 7_000;
      wanted.add("0 " + key);
      keys.add(0, key.getBytes());
    }
    keys.add(3, new byte[0]);
    wanted.add("3 ");

    assertThat(keys.size()).isEqualTo(7_001);
    Set<String> found = new HashSet<>();
    keys.take().forEach((key, database) -> found.add(database + " " + new String(key)));
    assertThat(found).isEqualTo(wanted);
    assertThat(keys.size()).isZero();
    assertThat(keys.overflowed()).isFalse();
  }

  @Test
  void handsKeysOutSomeAtATime() {
    Set<String> wanted = new HashSet<>();
    for (int i = 0; i < 1_234; i++) {
      keys.add(i % 3, ("key" + i).getBytes());
      wanted.add(i % 3 + " key" + i);
    }
    Set<String> found = new HashSet<>();
    for (KeysByDatabase.Some some : keys.take().some(100)) {
      assertThat(some.keys()).hasSizeBetween(1, 100);
      some.keys().forEach(key -> found.add(some.dataset() + " " + new String(key)));
    }
    assertThat(found).isEqualTo(wanted);
    assertThat(keys.take().some(100)).isEmpty();
  }

  @Test
  void handsOutFewOfManyLongNamesAtATime() {
    KeysByDatabase keys = new KeysByDatabase(64 << 20);
    for (int i = 0; i < 20; i++) {
      keys.add(0, "%020d".formatted(i).repeat(50_000).getBytes());
    }

    List<Integer> sizes = new ArrayList<>();
    keys.take().some(1_000).forEach(some -> sizes.add(some.keys().size()));

    assertThat(sizes).containsExactly(5, 5, 5, 5);
  }

  @Test
  void saysSoWhenThereIsNoRoom() {
    KeysByDatabase small = new KeysByDatabase(100);
    for (int i = 0; i < 20; i++) {
      small.add(0, ("key" + i).getBytes());
    }

    assertThat(small.overflowed()).isTrue();
    KeysByDatabase.Taken taken = small.take();
    assertThat(taken.overflowed()).isTrue();
    assertThat(taken.size()).isBetween(5L, 19L);
    assertThat(small.overflowed()).as("after the keys were taken").isFalse();
    small.putBack(taken);
    assertThat(small.overflowed()).isTrue();
  }

  @Test
  void followsWhatHappensToDatabases() {
    keys.add(1, "a".getBytes());
    keys.swap(1, 2);
    assertThat(keys.contains(2, "a".getBytes())).isTrue();
    keys.swap(2, 2);
    assertThat(keys.contains(2, "a".getBytes())).isTrue();
    keys.flush(2);
    assertThat(keys.size()).isZero();
  }

  @Test
  void saysWhereADatasetLiesAndHowOftenItCameElsewhere() {
    keys.add(1, "a".getBytes());
    keys.swap(1, 2);
    keys.swap(2, 3);

    assertThat(keys.home(1)).isEqualTo(3);
    assertThat(keys.dataset(3)).isEqualTo(1);
    assertThat(keys.home(2)).isEqualTo(1);
    assertThat(keys.home(3)).isEqualTo(2);
    assertThat(keys.home(7)).isEqualTo(7);
    assertThat(keys.moves(1)).isEqualTo(2);
    assertThat(keys.moves(7)).isZero();
    assertThat(keys.moved()).containsExactly(1, 2, 3);
    keys.take().forEach((key, dataset) -> assertThat(dataset).isEqualTo(1));
  }
}
