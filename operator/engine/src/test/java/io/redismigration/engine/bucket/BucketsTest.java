package io.redismigration.engine.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.redismigration.engine.ttl.TtlPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BucketsTest {

  private record Item(int bucket, long low, long high) {}

  private static List<Item> items(int count) {
    Random random = new Random(11);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(new Item(Buckets.of(random.nextLong()), random.nextLong(), random.nextLong()));
    }
    return items;
  }

  private static Buckets of(List<Item> items) {
    Buckets buckets = new Buckets();
    items.forEach(each -> buckets.add(each.bucket(), each.low(), each.high()));
    return buckets;
  }

  @Test
  void sumsAreTheSameInAnyOrder() {
    List<Item> items = items(200_000);
    Buckets sorted = of(items);
    Collections.shuffle(items, new Random(12));

    assertThat(sorted.differingFrom(of(items)).isEmpty()).isTrue();
  }

  @Test
  void oneMoreOneLessOrAnotherShowsInItsBucketAlone() {
    List<Item> items = items(200_000);
    Buckets all = of(items);
    List<Item> less = items.subList(1, items.size());
    List<Item> twice = new ArrayList<>(items);
    twice.add(items.get(5));
    List<Item> other = new ArrayList<>(items);
    Item changed = items.get(7);
    other.set(7, new Item(changed.bucket(), changed.low() ^ 1, changed.high()));

    assertThat(all.differingFrom(of(less)).stream()).containsExactly(items.get(0).bucket());
    assertThat(all.differingFrom(of(twice)).stream()).containsExactly(items.get(5).bucket());
    assertThat(all.differingFrom(of(other)).stream()).containsExactly(changed.bucket());
  }

  @Test
  void keysAreSpreadAndTheSameNameInAnotherDatabaseIsAnotherKey() {
    KeyHash hash = new KeyHash();
    int[] counts = new int[Buckets.COUNT];
    for (int i = 0; i < Buckets.COUNT * 16; i++) {
      counts[hash.bucket(0, ("key:" + i).getBytes(StandardCharsets.US_ASCII))]++;
    }
    byte[] key = "key:1".getBytes(StandardCharsets.US_ASCII);

    assertThat(Arrays.stream(counts).max().orElseThrow()).isLessThan(64);
    assertThat(hash.bucket(0, key)).isNotEqualTo(hash.bucket(1, key));
  }

  @Test
  void timesInOneCellAreThoseTheExactComparisonTakesForTheSame() {
    Duration tolerance = Duration.ofSeconds(1);
    TtlPolicy policy = new TtlPolicy(Duration.ofMinutes(10));
    Random random = new Random(13);
    for (boolean holds : new boolean[] {true, false}) {
      if (!holds) {
        policy.exact();
      }
      Expiries expiries = Expiries.at(1_000_000, policy, tolerance);
      long latest = holds ? 2 * policy.holdMillis() + 1_000 : 1_000;
      for (int i = 0; i < 100_000; i++) {
        long source = 2_000_000 + random.nextInt(1 << 30);
        long target = source + random.nextInt(4_000_000) - 1_000_000;
        if (expiries.cell(source, false) == expiries.cell(target, true)) {
          assertThat(target - source).isBetween(-100L, latest);
        }
        assertThat(expiries.cell(source, false))
            .isEqualTo(expiries.cell(policy.targetExpiry(source), true));
      }
      assertThat(expiries.isOver(1_001_000, false)).isTrue();
      assertThat(expiries.isOver(policy.targetExpiry(1_001_000), true)).isTrue();
      assertThat(expiries.isOver(1_001_001, false)).isFalse();
      assertThat(expiries.isOver(policy.targetExpiry(1_001_001), true)).isFalse();
    }
  }
}
