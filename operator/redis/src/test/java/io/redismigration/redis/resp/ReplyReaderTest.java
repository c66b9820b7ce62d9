package io.redismigration.redis.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.redis.connection.ConnectionException;
import io.redismigration.redis.connection.ConnectionException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {

  private static final String REPLIES =
      "+OK\r\n-BUSY script\r\n:-42\r\n$-1\r\n*-1\r\n$0\r\n\r\n$5\r\na\r\nb\r\r\n"
          + "*3\r\n:1\r\n*2\r\n+x\r\n$1\r\ny\r\n-ERR no\r\n*0\r\n:9223372036854775807\r\n";

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void readsTheSameTreeHoweverTheBytesAreSplit(int chunk) throws IOException {
    ReplyReader reader = new ReplyReader(new Bytes(REPLIES, chunk));

    assertThat(reader.read()).isEqualTo(new Reply.Status("OK"));
    assertThat(reader.read())
        .isEqualTo(new Reply.Error(new RedisError(ErrorCode.BUSY, "BUSY script")));
    assertThat(reader.read()).isEqualTo(new Reply.Integer(-42));
    assertThat(reader.read()).isEqualTo(new Reply.Null());
    assertThat(reader.read()).isEqualTo(new Reply.Null());
    assertThat(reader.read()).isEqualTo(bulk(""));
    assertThat(reader.read()).isEqualTo(bulk("a\r\nb\r"));
    assertThat(reader.read())
        .isEqualTo(
            new Reply.Array(
                List.of(
                    new Reply.Integer(1),
                    new Reply.Array(List.of(new Reply.Status("x"), bulk("y"))),
                    new Reply.Error(RedisError.of("ERR no")))));
    assertThat(reader.read()).isEqualTo(new Reply.Array(List.of()));
    assertThat(reader.read()).isEqualTo(new Reply.Integer(Long.MAX_VALUE));
    assertThat(reader.buffered()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 1000})
  void skipsWholeRepliesAndNamesTheFirstErrorInThem(int chunk) throws IOException {
    ReplyReader reader = new ReplyReader(new Bytes(REPLIES, chunk));

    assertThat(reader.skipReply()).isNull();
    assertThat(reader.skipReply().code()).isEqualTo(ErrorCode.BUSY);
    for (int i = 0; i < 5; i++) {
      assertThat(reader.skipReply()).isNull();
    }
    assertThat(reader.skipReply().text()).isEqualTo("ERR no");
    assertThat(reader.next()).isEqualTo(ReplyKind.ARRAY);
    assertThat(reader.next()).isEqualTo(ReplyKind.INTEGER);
    assertThat(reader.integer()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void stepsOverABulkNobodyTook() throws IOException {
    ReplyReader reader = new ReplyReader(new Bytes("$6\r\n+hello\r\n+QUEUED\r\n", 4));

    assertThat(reader.next()).isEqualTo(ReplyKind.BULK);
    assertThat(reader.bulkLength()).isEqualTo(6);
    assertThat(reader.next()).isEqualTo(ReplyKind.STATUS);
    assertThat(reader.isStatus("QUEUED")).isTrue();
    assertThat(reader.isStatus("QUEUE")).isFalse();
  }

  @Test
  void handsOutABulkPieceByPiece() throws IOException {
    ReplyReader reader = new ReplyReader(new Bytes("$10\r\n0123456789\r\n+OK\r\n", 3));
    ByteBuffer piece = ByteBuffer.allocateDirect(4);
    StringBuilder all = new StringBuilder();
    reader.next();
    while (reader.bulk(piece) >= 0) {
      all.append(StandardCharsets.US_ASCII.decode(piece.flip()));
      piece.clear();
    }

    assertThat(all).hasToString("0123456789");
    assertThat(reader.read().isOk()).isTrue();
  }

  @Test
  void readsRawLinesAndBytesBehindAReply() throws IOException {
    ReplyReader reader = new ReplyReader(new Bytes("+OK\r\n\n\n+FULLRESYNC x 1\r\nREDIS", 4));
    ByteBuffer rest = ByteBuffer.allocate(100);

    assertThat(reader.read().isOk()).isTrue();
    assertThat(reader.readLine(256)).isEmpty();
    assertThat(reader.readLine(256)).isEmpty();
    assertThat(reader.readLine(256)).isEqualTo("+FULLRESYNC x 1");
    while (reader.readRaw(rest) >= 0) {
      assertThat(rest.position()).isPositive();
    }
    assertThat(StandardCharsets.US_ASCII.decode(rest.flip()).toString()).isEqualTo("REDIS");
  }

  @Test
  void refusesALineWithoutEnd() {
    ReplyReader reader = new ReplyReader(new Bytes("x".repeat(300), 64));

    assertThatThrownBy(() -> reader.readLine(256)).isInstanceOf(RespException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {":\r\n", ":1x\r\n", "$\r\n", "*x\r\n", ":12345678901234567890\r\n"})
  void refusesWhatIsNoReply(String text) {
    assertThatThrownBy(() -> new ReplyReader(new Bytes(text, 100)).read())
        .isInstanceOf(RespException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "$5\r\nab", "+O", "*2\r\n:1\r\n", ":1\r"})
  void anEndInsideAReplyIsALostConnection(String text) {
    assertThatThrownBy(() -> new ReplyReader(new Bytes(text, 100)).read())
        .isInstanceOfSatisfying(
            ConnectionException.class, e -> assertThat(e.reason()).isEqualTo(Reason.Closed));
  }

  @Test
  void saysThatTheServerSpeaksSomethingElse() {
    assertThatThrownBy(() -> new ReplyReader(new Bytes("HTTP/1.1 400", 100)).read())
        .isInstanceOfSatisfying(
            ConnectionException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.ProtocolViolation));
  }

  @Test
  void recognisesTlsInAReplysPlace() {
    assertThatThrownBy(() -> new ReplyReader(new Bytes("\u0015\u0003\u0001", 100)).read())
        .isInstanceOfSatisfying(
            ConnectionException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.ServerSpeaksTls));
  }

  private static Reply bulk(String text) {
    return new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
  }
}
