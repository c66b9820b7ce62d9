package io.redismigration.redis.value;

import static io.redismigration.redis.value.Packed.intset;
import static io.redismigration.redis.value.Packed.listpack;
import static io.redismigration.redis.value.Packed.ziplist;
import static io.redismigration.redis.value.Packed.zipmap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redismigration.redis.rdb.Inputs;
import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.RdbException.Reason;
import io.redismigration.redis.rdb.RdbFamily;
import io.redismigration.redis.rdb.RdbWriter;
import io.redismigration.redis.rdb.ValueType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValueDecoderTest {

  private static final int MAX_ELEMENT = 1 << 20;

  static List<Samples.Sample> samples() {
    return Samples.all();
  }

  @Test
  void everyTypeHasASample() {
    Set<ValueType> covered =
        samples().stream().map(Samples.Sample::type).collect(Collectors.toSet());

    assertThat(covered).isEqualTo(EnumSet.allOf(ValueType.class));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void decodesEveryEncoding(Samples.Sample sample) throws IOException {
    Recording whole = new Recording();
    Recording trickled = new Recording();

    decode(sample.type(), sample.body(), whole);
    new ValueDecoder(MAX_ELEMENT)
        .decode(
            familyOf(sample.type()),
            sample.type().code(),
            Inputs.trickle(sample.body(), 7, 1),
            trickled);

    assertThat(whole.kind()).isEqualTo(sample.type().kind());
    assertThat(whole.seen()).isEqualTo(sample.holds());
    assertThat(trickled.seen()).isEqualTo(sample.holds());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void everyTruncationIsAnError(Samples.Sample sample) {
    int step = Math.max(1, sample.body().length / 500);
    for (int length = 0; length < sample.body().length; length += step) {
      byte[] cut = Arrays.copyOf(sample.body(), length);
      RdbException failure =
          catchThrowableOfType(
              RdbException.class, () -> decode(sample.type(), cut, new Recording()));
      assertThat(failure.reason()).isEqualTo(Reason.Truncated);
    }
  }

  @Test
  void bytesBehindTheValueAreAnError() {
    byte[] body = RdbWriter.body().str("value").u8(0).bytes();

    assertThat(reasonOf(ValueType.STRING, body)).isEqualTo(Reason.Corrupt);
  }

  static Stream<Arguments> corrupt() {
    byte[] good = listpack("a", "b");
    byte[] wrongTotal = good.clone();
    wrongTotal[0]++;
    byte[] wrongCount = good.clone();
    wrongCount[4]++;
    byte[] noEnd = good.clone();
    noEnd[noEnd.length - 1] = 0;
    byte[] wrongBack = good.clone();
    wrongBack[8]++;
    byte[] unknownEntry = RdbWriter.body().le32(9).u8(1).u8(0).u8(0xf5).u8(1).u8(0xff).bytes();
    byte[] beyondEnd = RdbWriter.body().le32(9).u8(1).u8(0).u8(0xbf).u8(1).u8(0xff).bytes();
    byte[] wrongPrevious = ziplist("a", "b");
    wrongPrevious[13] = 9;
    byte[] wrongTail = ziplist("a", "b");
    wrongTail[4] = 10;
    return Stream.of(
        Arguments.of("listpack of another size", ValueType.SET_LISTPACK, wrongTotal),
        Arguments.of("listpack of another count", ValueType.SET_LISTPACK, wrongCount),
        Arguments.of("listpack without end", ValueType.SET_LISTPACK, noEnd),
        Arguments.of("listpack with a wrong back length", ValueType.SET_LISTPACK, wrongBack),
        Arguments.of("listpack with an unknown entry", ValueType.SET_LISTPACK, unknownEntry),
        Arguments.of("listpack entry beyond the end", ValueType.SET_LISTPACK, beyondEnd),
        Arguments.of("empty listpack blob", ValueType.SET_LISTPACK, new byte[0]),
        Arguments.of(
            "hash of an odd number of entries", ValueType.HASH_LISTPACK, listpack("f", "v", "g")),
        Arguments.of("score that is no number", ValueType.ZSET_LISTPACK, listpack("a", "abc")),
        Arguments.of("score that is not a number", ValueType.ZSET_LISTPACK, listpack("a", "nan")),
        Arguments.of(
            "field expiry that is text",
            ValueType.HASH_LISTPACK_EX_PRE_GA,
            listpack("f", "v", "soon")),
        Arguments.of("ziplist with a wrong back length", ValueType.LIST_ZIPLIST, wrongPrevious),
        Arguments.of("ziplist with a wrong tail", ValueType.LIST_ZIPLIST, wrongTail),
        Arguments.of("intset that does not ascend", ValueType.SET_INTSET, intset(2, 5, 5)),
        Arguments.of("intset of odd width", ValueType.SET_INTSET, intset(3, 5)),
        Arguments.of("zipmap without a value", ValueType.HASH_ZIPMAP, zipmap("f")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("corrupt")
  void contradictionsAreErrors(String what, ValueType type, byte[] blob) {
    assertThat(reasonOf(type, RdbWriter.body().str(blob).bytes())).isEqualTo(Reason.Corrupt);
  }

  @Test
  void aStreamNodeThatContradictsItselfIsAnError() {
    byte[] wrongParts = listpack(1, 0, 1, "f", 0, 2, 0, 0, "v", 5);
    byte[] wrongLive = listpack(2, 0, 1, "f", 0, 2, 0, 0, "v", 4);
    byte[] fieldsBeyond = listpack(1, 0, 1 << 30, "f", 0, 2, 0, 0, "v", 4);
    byte[] key = RdbWriter.body().be64(1).be64(1).bytes();
    for (byte[] node : List.of(wrongParts, wrongLive, fieldsBeyond)) {
      byte[] body = RdbWriter.body().len(1).str(key).str(node).len(1).len(1).len(1).len(0).bytes();
      assertThat(reasonOf(ValueType.STREAM_1, body)).isEqualTo(Reason.Corrupt);
    }
  }

  @Test
  void elementsAboveTheLimitAreTooLargeAndNeverAllocated() {
    byte[] body = RdbWriter.body().len(1).len(1L << 35).bytes();
    byte[] bomb = RdbWriter.body().len(1).lzfRun('x', 20 << 20).bytes();

    assertThat(reasonOf(ValueType.SET, body)).isEqualTo(Reason.TooLarge);
    assertThat(reasonOf(ValueType.SET, bomb)).isEqualTo(Reason.TooLarge);
  }

  @Test
  void aHugeCompressedStringComesInChunks() throws IOException {
    Recording seen = new Recording();

    decode(ValueType.STRING, RdbWriter.body().lzfRun('x', 5_000_000).bytes(), seen);

    assertThat(seen.size()).isEqualTo(5_000_000);
    assertThat(seen.chunks()).isGreaterThan(70);
    assertThat(seen.seen().get(0)).hasSize(5_000_000).containsOnlyOnce("x".repeat(5_000_000));
  }

  @Test
  void aTypeOfTheOtherFamilyIsUnknown() {
    ValueDecoder decoder = new ValueDecoder(MAX_ELEMENT);
    ByteBuffer body = ByteBuffer.wrap(RdbWriter.body().str("x").bytes());

    RdbException failure =
        catchThrowableOfType(
            RdbException.class,
            () -> decoder.decode(RdbFamily.VALKEY, 24, body, 0, body.limit(), new Recording()));

    assertThat(failure.reason()).isEqualTo(Reason.UnknownValueType);
  }

  private static Reason reasonOf(ValueType type, byte[] body) {
    return catchThrowableOfType(RdbException.class, () -> decode(type, body, new Recording()))
        .reason();
  }

  private static void decode(ValueType type, byte[] body, ValueVisitor visitor) throws IOException {
    new ValueDecoder(MAX_ELEMENT).decode(type, ByteBuffer.wrap(body), 0, body.length, visitor);
  }

  private static RdbFamily familyOf(ValueType type) {
    return type.isOf(RdbFamily.REDIS) ? RdbFamily.REDIS : RdbFamily.VALKEY;
  }
}
