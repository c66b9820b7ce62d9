package io.redismigration.engine.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.Claim;
import io.redismigration.redis.connection.Transport;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.ErrorCode;
import io.redismigration.redis.resp.ReplyReader;
import io.redismigration.redis.resp.RespException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies as servers give them; those of old servers in trouble cannot be had on demand. */
class BatchRepliesTest {
  private final HeardOfBatches heard = new HeardOfBatches();

  /** SELECT 0, INCR n, PERSIST k, SELECT 15, SET checkpoint. */
  private final OrderedBatch batch = batch();

  private static OrderedBatch batch() {
    OrderedBatch batch = new OrderedBatch(new CommandWriter());
    batch.database(0);
    batch.begin(2).arg("INCR").arg("n");
    batch.begin(2).arg("PERSIST").arg("k");
    batch.mustHaveEffect();
    batch.finish(Checkpoint.streaming("run", 1, "?", 10, 5, 0), new CheckpointLocation(15), 10);
    return batch;
  }

  @Test
  void tellsWhichCommandsFailedOrFoundNothing() throws IOException {
    BatchReplies.Outcome outcome = read("Q Q Q Q Q *5 +OK -WRONGTYPE_no :0 +OK +OK +OK");

    assertThat(outcome).isInstanceOf(BatchReplies.Executed.class);
    assertThat(heard.calls()).containsExactly("1 failed WRONGTYPE", "2 without effect");
  }

  @Test
  void isRefusedWhenTheTransactionWasAborted() throws IOException {
    BatchReplies.Outcome outcome = read("Q -OOM_no_memory Q Q -OOM_too -EXECABORT_discarded +OK");

    assertThat(outcome)
        .isInstanceOfSatisfying(
            BatchReplies.Refused.class,
            refused -> {
              assertThat(refused.index()).isEqualTo(1);
              assertThat(refused.error().code()).isEqualTo(ErrorCode.OOM);
            });
    assertThat(heard.calls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-LOADING_x -LOADING_x Q Q Q *3 :1 +OK +OK +OK",
        "Q Q Q -READONLY_x -READONLY_x *3 +OK :1 :1 +OK",
        "Q Q Q Q Q *4 +OK :1 :1 +OK +OK"
      })
  void stopsWhenSomeCommandsWereExecutedWithoutTheOthers(String replies) {
    assertThatThrownBy(() -> read(replies))
        .isInstanceOfSatisfying(
            EngineException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ProtocolViolation));
  }

  @Test
  void needsANewConnectionWhenTheNextTransactionWasNotBegun() {
    assertThatThrownBy(() -> read("Q Q Q Q Q *5 +OK :1 :1 +OK +OK -LOADING_x"))
        .isInstanceOf(RespException.class);
  }

  @Test
  void canBeSentInTwoParts() {
    assertThat(text(batch.commandsBuffer()))
        .startsWith("*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*2\r\n$4\r\nINCR\r\n")
        .endsWith("\r\nXX\r\n");
    assertThat(text(batch.execBuffer())).isEqualTo("*1\r\n$4\r\nEXEC\r\n*1\r\n$5\r\nMULTI\r\n");
    assertThat(text(batch.buffer()))
        .isEqualTo(text(batch.commandsBuffer()) + text(batch.execBuffer()));
  }

  private static String text(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private BatchReplies.Outcome read(String replies) throws IOException {
    String text = (replies + " ").replace("Q ", "+QUEUED ").replace(" ", "\r\n").replace('_', ' ');
    return new BatchReplies(heard, new Claim("run", 1, new CheckpointLocation(15)))
        .read(new ReplyReader(new Canned(text)), batch);
  }

  /** Bytes that are there already. */
  private record Canned(ByteBuffer bytes) implements Transport {
    Canned(String text) {
      this(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public int read(ByteBuffer dst) {
      if (!bytes.hasRemaining()) {
        return -1;
      }
      dst.put(bytes.get());
      return 1;
    }

    @Override
    public void write(ByteBuffer src) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void readTimeout(Duration timeout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
