package io.redismigration.migration.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.redismigration.migration.model.OutputBufferLimit;
import io.redismigration.migration.model.ParametersSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceParametersTest {
  private static final Headroom AMPLE = Headroom.of(0, 0, 0);

  @ParameterizedTest(name = "{0} becomes {1}")
  @CsvSource({
    "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60, slave 536870912 536870912 60",
    "normal 0 0 0 replica 268435456 67108864 60 pubsub 0 0 0, replica 536870912 536870912 60",
    "slave 0 0 0, slave 0 0 60",
    "slave 1073741824 67108864 120, slave 1073741824 536870912 120",
    "slave 268435456 0 60, slave 536870912 0 60",
  })
  void theOutputBufferIsNeverBelowWhatTheSourceHas(String present, String expected) {
    Change change = changes(present, "1048576", "60", AMPLE).get(0);

    assertThat(change.parameter()).isEqualTo("client-output-buffer-limit");
    assertThat(change.value()).isEqualTo(expected);
    assertThat(present).contains(change.original());
  }

  @ParameterizedTest(name = "backlog {0} with maxmemory {1} of which {2} used becomes {3}")
  @CsvSource({
    "1048576,    0,          0,          536870912",
    "1073741824, 0,          0,          1073741824",
    "1048576,    2147483648, 1073741824, 536870912",
    "1048576,    1283457024, 1073741824, 105906176",
    "1048576,    1073741824, 1073741824, 1048576",
    "1048576,    1073741824, 2147483648, 1048576",
  })
  void theBacklogTakesAtMostHalfOfWhatIsFree(
      String present, long maxmemory, long used, String expected) {
    Change change = changes("slave 0 0 0", present, "60", Headroom.of(used, maxmemory, 0)).get(1);

    assertThat(change.value()).isEqualTo(expected);
    assertThat(change.reason() == null).isEqualTo(Long.parseLong(expected) >= 512L << 20);
  }

  @Test
  void theMachineLimitsTooAndAnUnknownLimitIsNone() {
    assertThat(Headroom.of(100, 1000, 500).bytes()).isEqualTo(400);
    assertThat(Headroom.of(100, 0, 500).bytes()).isEqualTo(400);
    assertThat(Headroom.of(100, 0, 0).bytes()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theTimeoutIsOnlyRaised() {
    assertThat(changes("slave 0 0 0", "1", "60", AMPLE).get(2))
        .isEqualTo(new Change("repl-timeout", "60", "120", null));
    assertThat(changes("slave 0 0 0", "1", "3600", AMPLE).get(2).needed()).isFalse();
  }

  @Test
  void whatTheUserAsksForIsWrittenInPlainBytesAndSeconds() {
    OutputBufferLimit asked = new OutputBufferLimit(1L << 30, 1L << 29, Duration.ofMinutes(2));

    assertThat(new ReplicaBufferLimit("slave", asked))
        .hasToString("slave 1073741824 536870912 120");
    assertThatIllegalArgumentException().isThrownBy(() -> ReplicaBufferLimit.parse("normal 0 0 0"));
  }

  @ParameterizedTest
  @CsvSource({
    "true,  0, 0,  min-replicas-max-lag 10, min-replicas-to-write 999",
    "false, 1, 10, min-slaves-max-lag 10,   min-slaves-to-write 999",
    "false, 1, 7,  min-slaves-max-lag 7,    min-slaves-to-write 999",
  })
  void theFenceIsSetUnderTheNamesOfTheVersion(
      boolean replicaNames, String toWrite, String maxLag, String first, String second) {
    List<Change> changes = FenceParameters.changes(replicaNames, toWrite, maxLag);

    assertThat(changes)
        .extracting(change -> change.parameter() + " " + change.value())
        .containsExactly(first, second);
    assertThat(changes).allMatch(change -> FenceParameters.contains(change.parameter()));
    assertThat(FenceParameters.contains("repl-timeout")).isFalse();
  }

  @ParameterizedTest(name = "backlog ttl {0}, wanted {1} s: {2}")
  @CsvSource({"3600, 60, 3600", "3600, 7200, 7200", "0, 7200, 0", "3600, 0, 0"})
  void aBacklogIsKeptAtLeastAsLongAsItWas(String present, long wanted, String expected) {
    ParametersSpec spec = new ParametersSpec(null, null, null, Duration.ofSeconds(wanted), null);

    assertThat(SourceParameters.optional(spec, Map.of("repl-backlog-ttl", present)))
        .extracting(Change::value)
        .containsExactly(expected);
  }

  @Test
  void whatNobodyAskedForIsLeftAlone() {
    Map<String, String> present =
        Map.of("repl-backlog-ttl", "3600", "repl-diskless-sync-delay", "5");

    assertThat(SourceParameters.optional(ParametersSpec.defaults(), present)).isEmpty();
    assertThat(ParametersSpec.defaults().toString())
        .as("what digests of frozen specs are made of")
        .isEqualTo(
            "ParametersSpec[clientOutputBufferLimit=OutputBufferLimit[hard=536870912,"
                + " soft=536870912, softFor=PT1M], replBacklogSize=536870912, replTimeout=PT2M]");
  }

  private static List<Change> changes(
      String buffer, String backlog, String timeout, Headroom headroom) {
    return SourceParameters.changes(ParametersSpec.defaults(), buffer, backlog, timeout, headroom);
  }
}
