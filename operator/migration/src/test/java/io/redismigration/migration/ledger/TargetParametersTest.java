package io.redismigration.migration.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetParametersTest {

  @ParameterizedTest(name = "{0} under maxmemory {1}: {2}")
  @CsvSource({
    "allkeys-lru, 1000, noeviction",
    "volatile-ttl, 1000, noeviction",
    "noeviction, 1000, noeviction",
    "allkeys-lru, 0, allkeys-lru"
  })
  void evictsNothingWhereItWould(String policy, long maxmemory, String expected) {
    assertThat(
            TargetParameters.changes(
                Map.of(TargetParameters.EVICTION_POLICY, policy), maxmemory, null))
        .extracting(Change::value)
        .containsExactly(expected);
  }

  @ParameterizedTest(name = "source {0}, target {1}: {2}")
  @CsvSource({"2000, 1000, 2000", "1000, 2000, 2000", ", 1000, 1000"})
  void takesWhatTheSourceTakes(Long source, String target, String expected) {
    List<Change> changes =
        TargetParameters.changes(Map.of(TargetParameters.BULK_LENGTH, target), 0, source);

    assertThat(changes.stream().filter(Change::needed).map(Change::value).toList())
        .isEqualTo(expected.equals(target) ? List.of() : List.of(expected));
  }

  @Test
  void leavesAloneWhatTheTargetDoesNotTell() {
    assertThat(TargetParameters.changes(Map.of(), 1000, 1000L)).isEmpty();
  }
}
