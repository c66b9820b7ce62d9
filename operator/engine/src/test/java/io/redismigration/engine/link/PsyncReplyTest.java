package io.redismigration.engine.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.engine.Reason;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PsyncReplyTest {
  private static final String ID = "0123456789abcdef0123456789ABCDEF01234567";

  @Test
  void aFullResyncNamesHistoryAndOffset() {
    assertThat(PsyncReply.of("+FULLRESYNC " + ID + " 1234567890123"))
        .isEqualTo(new PsyncReply.FullResync(ID.toLowerCase(), 1_234_567_890_123L));
  }

  @Test
  void aContinuationMayNameAnotherHistoryOrNone() {
    assertThat(PsyncReply.of("+CONTINUE")).isEqualTo(new PsyncReply.Continue(Optional.empty()));
    assertThat(PsyncReply.of("+CONTINUE " + ID))
        .isEqualTo(new PsyncReply.Continue(Optional.of(ID.toLowerCase())));
  }

  @Test
  void aBareNewlineMeansAlive() {
    assertThat(PsyncReply.of("")).isEqualTo(new PsyncReply.KeepAlive());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-ERR unknown command 'PSYNC'",
        "-ERR unknown command `PSYNC`, with args beginning with: `?`, `-1`, ",
        "-ERR unknown command 'PSYNC', with args beginning with: '?' '-1' "
      })
  void anUnknownCommandLeavesSync(String line) {
    assertThat(PsyncReply.of(line)).isEqualTo(new PsyncReply.SyncOnly());
  }

  @ParameterizedTest(name = "{0} → {1}, lasting {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "-NOMASTERLINK Can't SYNC while not connected with my master | SourceNotReady | false",
        "-NOMASTERLINK Can't SYNC while failing over | SourceNotReady | false",
        "-ERR Can't SYNC while not connected with my master | SourceNotReady | false",
        "-LOADING Redis is loading the dataset in memory | SourceNotReady | false",
        "-BUSY Redis is busy running a script. | SourceNotReady | false",
        "-MASTERDOWN Link with MASTER is down and … | SourceNotReady | false",
        "-MISCONF Redis is configured to save RDB snapshots, but … | SourceNotReady | false",
        "-ERR BGSAVE failed, replication can't continue | SourceNotReady | false",
        "-ERR Unable to perform background save | SourceNotReady | false",
        "-ERR max number of clients reached | SourceNotReady | false",
        "-NOAUTH Authentication required. | AuthenticationFailed | true",
        "-ERR operation not permitted | AuthenticationFailed | true",
        "-WRONGPASS invalid username-password pair | AuthenticationFailed | true",
        "-ERR invalid password | AuthenticationFailed | true",
        "-NOPERM this user has no permissions to run the 'psync' command | PermissionDenied | true",
        "-DENIED Redis is running in protected mode | PermissionDenied | true",
        "-ERR SYNC and PSYNC are invalid with pending output | ReplicationRefused | false",
        "+RDBCHANNELSYNC 12 | ProtocolViolation | true",
        "+DUALCHANNELSYNC | ProtocolViolation | true",
        "+OK | ProtocolViolation | true",
        "+FULLRESYNC 12 34 | ProtocolViolation | true",
        "HTTP/1.1 400 Bad Request | ProtocolViolation | true"
      })
  void aRefusalHasAReasonAndSaysWhetherTimeHelps(String line, Reason reason, boolean lasting) {
    assertThat(PsyncReply.of(line))
        .isInstanceOfSatisfying(
            PsyncReply.Refused.class,
            refused -> {
              assertThat(refused.why().reason()).isEqualTo(reason);
              assertThat(refused.why().remedy()).isNotBlank();
              assertThat(refused.lasting()).isEqualTo(lasting);
            });
  }

  @Test
  void whatIsQuotedOfTheOtherSideIsShortAndPrintable() {
    PsyncReply.Refused refused =
        (PsyncReply.Refused) PsyncReply.of("-ERR \u0007" + "x".repeat(5_000));

    assertThat(refused.why().getMessage()).hasSizeLessThan(200).doesNotContain("\u0007");
  }

  @Test
  void aSnapshotIsFramedByLengthOrByMark() throws Exception {
    assertThat(SnapshotHeader.parse("$1234").length()).isEqualTo(1234);
    assertThat(SnapshotHeader.parse("$1234").mark()).isEmpty();
    assertThat(SnapshotHeader.parse("$EOF:" + ID).length()).isEqualTo(-1);
    assertThat(SnapshotHeader.parse("$EOF:" + ID).mark()).hasValue(ID.getBytes());
  }

  @ParameterizedTest
  @CsvSource({
    "-ERR BGSAVE failed, SourceNotReady",
    "$-1, ProtocolViolation",
    "$EOF:12, ProtocolViolation"
  })
  void anythingElseInsteadOfASnapshotIsAnError(String line, Reason reason) {
    assertThatThrownBy(() -> SnapshotHeader.parse(line))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.why().reason()).isEqualTo(reason));
  }
}
