package io.redismigration.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void keysOfAllClassesAreCountedInTheirDatabaseButForThoseNotDecidedYet() {
    tally.add(Verdict.VALUE, 0, name("a"));
    tally.add(Verdict.TTL, 0, name("b"));
    tally.add(Verdict.MISSING, 3, 5);
    tally.add(Verdict.LARGE, 3, name("huge"));

    assertThat(tally.byDatabase()).isEqualTo(Map.of(0, 2L, 3, 5L));
    assertThat(tally.count(Verdict.LARGE)).isEqualTo(1);
    assertThat(tally.differing()).isEqualTo(8);
  }

  @Test
  void whatWasAskedForStaysAsItWas() {
    Map<Integer, Long> before = tally.byDatabase();

    tally.add(Verdict.EXTRA, 1, name("a"));

    assertThat(before).isEmpty();
  }

  private static byte[] name(String key) {
    return key.getBytes(StandardCharsets.US_ASCII);
  }
}
