package io.redismigration.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final String HISTORY = "0123456789abcdef0123456789abcdef01234567";

  @Test
  void whatIsStoredReadsBackTheSame() {
    Checkpoint written =
        Checkpoint.streaming("run-1", 3, HISTORY, 2_000, 1_500, 4).committed().withEpoch(7);

    assertThat(Checkpoint.parse(written.encode())).isEqualTo(written);
  }

  @Test
  void storedTextIsReadableWithGet() {
    assertThat(Checkpoint.loading("run-1", 1).text())
        .isEqualTo(
            "v=1 state=loading run=run-1 epoch=1 replid=? applied=0 confirmed=0 db=0 inside=0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello world",
        "v=2 state=streaming run=r epoch=1 replid=? applied=0 confirmed=0 db=0 inside=0",
        "v=1 state=flying run=r epoch=1 replid=? applied=0 confirmed=0 db=0 inside=0",
        "v=1 state=streaming run=r epoch=1 replid=? applied=5 confirmed=9 db=0 inside=0",
        "v=1 state=streaming run=r epoch=x replid=? applied=0 confirmed=0 db=0 inside=0",
        "v=1 state=streaming run=r epoch=1 replid=? applied=0 confirmed=0 inside=0"
      })
  void anythingElseIsRefused(String stored) {
    assertThatThrownBy(() -> Checkpoint.parse(stored.getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(CheckpointFormatException.class);
  }

  @Test
  void confirmedMayNotRunAheadOfApplied() {
    assertThatThrownBy(() -> Checkpoint.streaming("r", 1, HISTORY, 1, 2, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
