package io.redismigration.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small parts of the link that need no server. */
class LinkPartsTest {

  @ParameterizedTest(name = "in pieces of {0}")
  @ValueSource(ints = {1, 7, 39, 40, 41, 100, 1_000})
  void theMarkIsSeenAtTheEndHoweverTheBytesAreCut(int piece) {
    byte[] mark = "0123456789012345678901234567890123456789".getBytes(StandardCharsets.US_ASCII);
    EndMark sought = new EndMark(mark);
    ByteBuffer bytes = ByteBuffer.allocate(540);
    bytes.put(500, mark);
    boolean seen = false;
    for (int from = 0; from < bytes.capacity(); from += piece) {
      assertThat(seen).isFalse();
      seen = sought.endsWith(bytes, from, Math.min(from + piece, bytes.capacity()));
    }
    assertThat(seen).isTrue();
  }

  @ParameterizedTest(name = "in pieces of {0}")
  @ValueSource(ints = {1, 2, 3, 100})
  void aMarkerIsFoundAcrossPiecesAndFalseStarts(int piece) throws Exception {
    Marker marker = new Marker("aabaac");
    ByteBuffer bytes = ByteBuffer.wrap("..aabaabaac..".getBytes(StandardCharsets.US_ASCII));
    for (int from = 0; from < bytes.capacity(); from += piece) {
      int to = Math.min(from + piece, bytes.capacity());
      marker.scan(bytes, from, to, 1_000 + from);
    }
    assertThat(marker.await(0)).isEqualTo(1_011);
    assertThat(new Marker("x").await(0)).isEqualTo(-1);
  }

  @Test
  void anArrivalTimeIsNeverTooEarlyAndAtMostALittleLate() {
    ArrivalTimes times = new ArrivalTimes();
    for (int i = 1; i <= 100_000; i++) {
      times.add(i * 10L, i);
    }
    for (int i = 1; i < 99_000; i++) {
      assertThat(times.at(i * 10L - 1, Long.MAX_VALUE)).isBetween((long) i, i + 128L);
    }
    assertThat(times.at(1_000_000, 77)).isEqualTo(77);
  }

  @Test
  void forgottenArrivalsLeaveTheLaterOnesAsTheyWere() {
    ArrivalTimes times = new ArrivalTimes();
    for (int i = 1; i <= 8_000; i++) {
      times.add(i * 10L, i * 5L);
    }
    times.forgetBefore(60_000);

    assertThat(times.at(60_000, 0)).isBetween(30_005L, 30_020L);
    assertThat(times.at(79_999, 0)).isEqualTo(40_000);
  }

  @Test
  void retriesSlowDownAndRepeatedFullSyncsMoreSo() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
    backoff.fullSyncBegan();
    assertThat(backoff.nextMillis()).isEqualTo(100);
    assertThat(backoff.nextMillis()).isEqualTo(200);
    backoff.fullSyncBegan();
    backoff.fullSyncBegan();
    assertThat(backoff.nextMillis()).isEqualTo(1_000);
    for (int i = 0; i < 100; i++) {
      backoff.nextMillis();
    }
    assertThat(backoff.nextMillis()).isEqualTo(10_000);

    backoff.succeeded();
    assertThat(backoff.nextMillis()).isEqualTo(100);
  }

  @Test
  void aLabelIsCutToWhatEveryServerKeepsAndIsOneWord() {
    assertThat(LinkSettings.of(LinkFixture.settings("h", 1), "r".repeat(90)).label())
        .hasSize(LinkSettings.LONGEST_LABEL);
    assertThatThrownBy(() -> LinkSettings.of(LinkFixture.settings("h", 1), "a b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aResumePointNamesAHistory() {
    assertThatThrownBy(() -> new ResumePoint("?", 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
