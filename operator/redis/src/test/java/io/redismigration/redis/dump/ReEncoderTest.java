package io.redismigration.redis.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.RdbException.Reason;
import io.redismigration.redis.rdb.RdbWriter;
import io.redismigration.redis.rdb.ValueType;
import io.redismigration.redis.value.EncodedBody;
import io.redismigration.redis.value.Packed;
import io.redismigration.redis.value.Recording;
import io.redismigration.redis.value.Samples;
import io.redismigration.redis.value.ValueDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReEncoderTest {

  private static final int MAX = 1 << 20;

  /** Every sample into every plain type of its kind. */
  static Stream<Arguments> rewrites() {
    List<ValueType> plain =
        List.of(
            ValueType.STRING,
            ValueType.LIST,
            ValueType.SET,
            ValueType.ZSET,
            ValueType.ZSET_2,
            ValueType.HASH,
            ValueType.HASH_METADATA,
            ValueType.VALKEY_HASH_2);
    return Samples.all().stream()
        .flatMap(
            sample ->
                plain.stream()
                    .filter(to -> to.kind() == sample.type().kind())
                    .filter(
                        to ->
                            to != ValueType.HASH
                                || sample.holds().stream().noneMatch(e -> e.contains("@")))
                    .map(to -> Arguments.of(sample, to)));
  }

  @ParameterizedTest(name = "{0} into {1}")
  @MethodSource("rewrites")
  void keepsEveryElementInOrder(Samples.Sample sample, ValueType to) throws IOException {
    assertThat(reEncoded(sample.type(), sample.body(), to)).isEqualTo(sample.holds());
  }

  @Test
  void makesEveryNewerStreamAnOlderOne() throws IOException {
    ValueType[] layouts = {
      ValueType.STREAM_1,
      ValueType.STREAM_2,
      ValueType.STREAM_3,
      ValueType.STREAM_4,
      ValueType.STREAM_5
    };
    for (int from = 1; from <= 5; from++) {
      for (int to = 1; to <= from; to++) {
        List<String> rewritten =
            reEncoded(layouts[from - 1], Samples.streamSample(from).body(), layouts[to - 1]);
        assertThat(rewritten).isEqualTo(Samples.streamSample(to).holds());
      }
    }
  }

  @Test
  void refusesWhatTheOlderTypeCannotHold() {
    byte[] expiring = RdbWriter.body().str(Packed.listpack("f", "v", 99)).bytes();
    byte[] stream = Samples.streamSample(5).body();
    byte[] empty = RdbWriter.body().len(0).bytes();

    assertThat(reasonOf(ValueType.HASH_LISTPACK_EX_PRE_GA, expiring, ValueType.HASH))
        .isEqualTo(Reason.NotRepresentable);
    assertThat(reasonOf(ValueType.STREAM_5, withReleasedEntry(stream), ValueType.STREAM_4))
        .isEqualTo(Reason.NotRepresentable);
    assertThat(reasonOf(ValueType.LIST, empty, ValueType.LIST)).isEqualTo(Reason.NotRepresentable);
  }

  @Test
  void saysWhenABodyBecomesTooLarge() {
    byte[] bomb = RdbWriter.body().len(2).lzfRun('a', 700_000).lzfRun('b', 700_000).bytes();

    assertThat(reasonOf(ValueType.SET, bomb, ValueType.SET)).isEqualTo(Reason.TooLarge);
  }

  /**
   * Puts one id where the sample says none: before idempotency, which begins with its duration of
   * 60.
   */
  private static byte[] withReleasedEntry(byte[] stream) {
    byte[] idempotency = RdbWriter.body().len(60).len(100).len(1).str("producer").bytes();
    int at = stream.length - idempotency.length;
    while (!Arrays.equals(Arrays.copyOfRange(stream, at, at + idempotency.length), idempotency)) {
      at--;
    }
    return RdbWriter.body()
        .raw(Arrays.copyOf(stream, at - 1))
        .len(1)
        .be64(1000)
        .be64(7)
        .raw(Arrays.copyOfRange(stream, at, stream.length))
        .bytes();
  }

  private static Reason reasonOf(ValueType from, byte[] body, ValueType to) {
    return catchThrowableOfType(RdbException.class, () -> reEncoded(from, body, to)).reason();
  }

  private static List<String> reEncoded(ValueType from, byte[] body, ValueType to)
      throws IOException {
    EncodedBody encoded =
        new ReEncoder(MAX).reEncode(from, ByteBuffer.wrap(body), 0, body.length, to);
    Recording seen = new Recording();
    new ValueDecoder(MAX).decode(to, encoded.buffer(), 0, encoded.length(), seen);
    return seen.seen();
  }
}
