package io.redismigration.redis.rdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redismigration.redis.rdb.RdbException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RdbReaderTest {

  private static final RdbLimits SMALL = new RdbLimits(1000, 300, 10_000);

  @Test
  void handsOutKeysWithTheirBodiesAsSlices() throws IOException {
    byte[] listBody = RdbWriter.body().len(2).str("a").integer(-70_000).bytes();
    byte[] file =
        RdbWriter.redis(11)
            .aux("redis-ver", "7.2.0")
            .u8(250)
            .str("ctime")
            .integer(1_700_000_000)
            .selectDb(3)
            .u8(251)
            .len(2)
            .len(1)
            .u8(252)
            .le64(1234567890123L)
            .u8(249)
            .u8(7)
            .key(1, "list")
            .raw(listBody)
            .u8(248)
            .len(99)
            .key(0, "string")
            .str("hello")
            .u8(245)
            .str("#!lua name=x")
            .end();

    assertThat(read(Inputs.trickle(file, 3, 1), RdbLimits.defaults()))
        .containsExactly(
            "AUX redis-ver=7.2.0",
            "AUX ctime=1700000000",
            "SELECT_DB 3",
            "RESIZE_DB 2 1",
            "VALUE db3 list type 1 body " + hex(listBody) + " expires 1234567890123 idle -1 freq 7",
            "VALUE db3 string type 0 body 0568656c6c6f idle 99 freq -1 = hello",
            "FUNCTION #!lua name=x");
  }

  @Test
  void decodesKeysAndStringsThatAreStoredEncoded() throws IOException {
    byte[] file =
        RdbWriter.redis(9)
            .u8(0)
            .integer(-5)
            .integer(-128)
            .u8(0)
            .integer(30_000)
            .integer(Integer.MIN_VALUE)
            .u8(0)
            .lzfRun('k', 290)
            .lzfRun('v', 500)
            .end();

    List<String> entries = read(Inputs.of(file), SMALL);

    assertThat(entries.get(0)).startsWith("VALUE db0 -5 ").endsWith("= -128");
    assertThat(entries.get(1)).startsWith("VALUE db0 30000 ").endsWith("= -2147483648");
    assertThat(entries.get(2))
        .startsWith("VALUE db0 " + "k".repeat(290) + " ")
        .endsWith("= " + "v".repeat(500));
  }

  @Test
  void slidesOverFilesFarLargerThanItsWindow() throws IOException {
    RdbWriter writer = RdbWriter.redis(10);
    for (int i = 0; i < 30_000; i++) {
      writer.u8(0).integer(i).str("value-" + i + "-" + "x".repeat(i % 200));
    }
    byte[] file = writer.end();

    List<String> entries = read(Inputs.trickle(file, 5000, 7), SMALL);

    assertThat(entries).hasSize(30_000);
    for (int i = 0; i < 30_000; i++) {
      assertThat(entries.get(i)).startsWith("VALUE db0 " + i + " ").contains("= value-" + i + "-");
    }
  }

  @ParameterizedTest(name = "input in pieces of up to {0} bytes")
  @ValueSource(ints = {1, 100, 1_000_000})
  void announcesLargeValuesAndGoesOnBehindThem(int piece) throws IOException {
    RdbWriter writer =
        RdbWriter.redis(10).key(0, "big").str("x".repeat(1000)).key(2, "many").len(400);
    for (int i = 0; i < 400; i++) {
      writer.str("member" + i);
    }
    byte[] file = writer.key(0, "bomb").lzfRun('z', 100_000).key(0, "small").str("y").end();

    assertThat(read(Inputs.trickle(file, piece, 3), SMALL))
        .containsExactly(
            "LARGE_VALUE db0 big type 0",
            "LARGE_VALUE db0 many type 2",
            "LARGE_VALUE db0 bomb type 0",
            "VALUE db0 small type 0 body 0179 idle -1 freq -1 = y");
  }

  @Test
  void givesTheBodyOfALargeValueFromItsFirstByte() throws IOException {
    byte[] body = RdbWriter.body().str("x".repeat(2000)).bytes();
    byte[] file = RdbWriter.redis(10).key(0, "big").raw(body).key(0, "next").str("y").end();
    RdbReader reader = new RdbReader(Inputs.of(file), SMALL);
    reader.readHeader();
    RdbEntry entry = new RdbEntry();
    assertThat(reader.next(entry)).isTrue();
    byte[] seen = new byte[body.length];

    reader.visitLargeValue(
        (type, window, max) -> {
          for (int i = 0; i < seen.length; i++) {
            seen[i] = (byte) window.readUnsignedByte();
          }
        });

    assertThat(seen).isEqualTo(body);
    assertThat(reader.next(entry)).isTrue();
    assertThat(reader.next(entry)).isFalse();
    assertThat(reader.position()).isEqualTo(file.length);
  }

  @Test
  void givesBackWhatItReadBehindTheFile() throws IOException {
    byte[] file = RdbWriter.redis(10).key(0, "k").str("v").end();
    byte[] both = Arrays.copyOf(file, file.length + 3);
    both[file.length] = 'm';
    both[file.length + 1] = 'o';
    both[file.length + 2] = 'r';
    RdbReader reader = new RdbReader(Inputs.of(both), SMALL);
    reader.readHeader();
    RdbEntry entry = new RdbEntry();
    assertThat(reader.next(entry)).isTrue();
    assertThat(reader.next(entry)).isFalse();

    assertThat(UTF_8.decode(reader.readAhead()).toString()).isEqualTo("mor");
    assertThat(reader.position()).isEqualTo(file.length);
  }

  @Test
  void keepsWholeWhatCannotBeWrittenInPieces() throws IOException {
    byte[] module = RdbWriter.body().len(77).len(5).str("x".repeat(3000)).len(0).bytes();
    byte[] file =
        RdbWriter.redis(10).key(7, "m").raw(module).key(0, "s").str("x".repeat(3000)).end();

    List<String> entries = read(Inputs.of(file), new RdbLimits(1000, 5000, 300, 10_000));

    assertThat(entries.get(0)).startsWith("VALUE db0 m type 7");
    assertThat(entries.get(1)).startsWith("LARGE_VALUE db0 s");
  }

  @Test
  void tellsTheTwoMeaningsOfANumberApartByTheFamily() throws IOException {
    byte[] redis =
        RdbWriter.redis(13)
            .u8(244)
            .len(1)
            .len(2)
            .len(3)
            .u8(243)
            .len(1)
            .le32(9)
            .len(5)
            .str("meta")
            .len(0)
            .key(0, "k")
            .str("v")
            .end();
    byte[] valkey =
        RdbWriter.valkey(80)
            .u8(243)
            .str("job")
            .len(1)
            .len(5)
            .len(9)
            .key(22, "h")
            .len(1)
            .str("f")
            .str("v")
            .le64(-1)
            .end();

    assertThat(read(Inputs.of(redis), SMALL))
        .containsExactly("SLOT_INFO", "VALUE db0 k type 0 body 0176 idle -1 freq -1 meta = v");
    assertThat(read(Inputs.of(valkey), SMALL))
        .containsExactly(
            "SLOT_IMPORT", "VALUE db0 h type 22 body 0101660176ffffffffffffffff idle -1 freq -1");
  }

  @ParameterizedTest(name = "sliced up to {0} bytes")
  @ValueSource(ints = {1000, 3})
  void tellsWhichModuleWroteAValue(int maxSlice) throws IOException {
    long id = moduleId("testrdb__", 1);
    byte[] file = RdbWriter.redis(11).key(7, "m").len(id).len(5).str("content").len(0).end();
    RdbReader reader = new RdbReader(Inputs.of(file), new RdbLimits(maxSlice, 300, 1000));
    reader.readHeader();
    RdbEntry entry = new RdbEntry();

    assertThat(reader.next(entry)).isTrue();

    assertThat(ModuleId.of(entry.moduleId())).isEqualTo(new ModuleId("testrdb__", 1));
  }

  private static long moduleId(String name, int version) {
    String characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    long id = 0;
    for (char c : name.toCharArray()) {
      id = id << 6 | characters.indexOf(c);
    }
    return id << 10 | version;
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "REDIS0015, UnsupportedVersion",
    "REDIS0000, UnsupportedVersion",
    "VALKEY081, UnsupportedVersion",
    "VALKEY012, UnsupportedVersion",
    "REDISabcd, BadMagic",
    "GARBAGE!!, BadMagic",
    "REDIS00, Truncated"
  })
  void refusesHeadersItHasNoRulesFor(String header, Reason expected) {
    RdbReader reader = new RdbReader(Inputs.of(header.getBytes(UTF_8)), SMALL);

    assertThat(catchThrowableOfType(RdbException.class, reader::readHeader).reason())
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} version {1}: byte {2} is {3}")
  @CsvSource({
    "REDIS, 9, 6, UnknownValueType",
    "REDIS, 9, 8, UnknownValueType",
    "REDIS, 14, 29, UnknownValueType",
    "VALKEY, 80, 24, UnknownValueType",
    "VALKEY, 80, 23, UnknownValueType",
    "REDIS, 9, 242, UnknownOpcode",
    "REDIS, 12, 243, UnknownOpcode",
    "REDIS, 11, 244, UnknownOpcode",
    "REDIS, 10, 246, UnknownOpcode",
    "VALKEY, 80, 242, UnknownOpcode"
  })
  void stopsAtNumbersItDoesNotKnow(RdbFamily family, int version, int code, Reason expected) {
    RdbWriter writer =
        family == RdbFamily.REDIS ? RdbWriter.redis(version) : RdbWriter.valkey(version);
    byte[] file = writer.u8(code).str("key").str("value").end();

    RdbException failure =
        catchThrowableOfType(RdbException.class, () -> read(Inputs.of(file), SMALL));

    assertThat(failure.reason()).isEqualTo(expected);
    assertThat(failure.position()).isEqualTo(9);
    assertThat(failure).hasMessageContaining(" " + code);
  }

  @Test
  void verifiesTheChecksumUnlessThereIsNone() throws IOException {
    byte[] file = RdbWriter.redis(6).key(0, "k").str("v").end();
    byte[] zeroed = file.clone();
    Arrays.fill(zeroed, file.length - 8, file.length, (byte) 0);
    byte[] flipped = file.clone();
    flipped[13] ^= 1;
    byte[] old = RdbWriter.redis(4).key(0, "k").str("v").u8(255).bytes();

    assertThat(read(Inputs.of(file), SMALL)).hasSize(1);
    assertThat(read(Inputs.of(zeroed), SMALL)).hasSize(1);
    assertThat(read(Inputs.of(old), SMALL)).hasSize(1);
    assertThat(
            catchThrowableOfType(RdbException.class, () -> read(Inputs.of(flipped), SMALL))
                .reason())
        .isEqualTo(Reason.ChecksumMismatch);
  }

  @Test
  void neverTakesAnAnnouncedLengthForMemory() {
    byte[] file = RdbWriter.redis(10).key(0, "k").len(60L << 20).ascii("short").bytes();
    byte[] keyTooLarge = RdbWriter.redis(10).u8(0).len(1L << 40).ascii("short").bytes();
    byte[] negative = RdbWriter.redis(10).key(0, "k").u8(0x81).be64(-1).bytes();
    byte[] implausible =
        RdbWriter.redis(10).key(0, "k").u8(0xc3).len(3).len(1 << 30).ascii("abc").bytes();

    assertThat(reasonOf(file)).isEqualTo(Reason.Truncated);
    assertThat(reasonOf(keyTooLarge)).isEqualTo(Reason.TooLarge);
    assertThat(reasonOf(negative)).isEqualTo(Reason.Corrupt);
    assertThat(reasonOf(implausible)).isEqualTo(Reason.Corrupt);
  }

  private static Reason reasonOf(byte[] file) {
    return catchThrowableOfType(
            RdbException.class, () -> read(Inputs.of(file), RdbLimits.defaults()))
        .reason();
  }

  private static List<String> read(ByteInput input, RdbLimits limits) throws IOException {
    RdbReader reader = new RdbReader(input, limits);
    reader.readHeader();
    RdbEntry entry = new RdbEntry();
    List<String> entries = new ArrayList<>();
    while (reader.next(entry)) {
      entries.add(describe(entry));
    }
    assertThat(reader.next(entry)).isFalse();
    return entries;
  }

  private static String describe(RdbEntry entry) throws IOException {
    return switch (entry.kind()) {
      case AUX -> "AUX " + entry.auxKey() + "=" + entry.auxText();
      case SELECT_DB -> "SELECT_DB " + entry.database();
      case RESIZE_DB -> "RESIZE_DB " + entry.resizeKeys() + " " + entry.resizeExpires();
      case FUNCTION -> "FUNCTION " + new String(entry.functionSource(), UTF_8);
      case MODULE_AUX, SLOT_INFO, SLOT_IMPORT -> entry.kind().name();
      case LARGE_VALUE ->
          "LARGE_VALUE db" + entry.database() + " " + key(entry) + " type " + entry.valueType();
      case VALUE -> describeValue(entry);
    };
  }

  private static String describeValue(RdbEntry entry) throws IOException {
    String text =
        "VALUE db%d %s type %d body %s"
            .formatted(
                entry.database(),
                key(entry),
                entry.valueType(),
                hex(bytes(entry.window(), entry.bodyStart(), entry.bodyLength())));
    text += entry.hasExpiry() ? " expires " + entry.expiresAtMillis() : "";
    text += " idle " + entry.idleSeconds() + " freq " + entry.frequency();
    text += entry.hasKeyMeta() ? " meta" : "";
    if (entry.type() == ValueType.STRING) {
      ByteBuffer decoded = ByteBuffer.allocate(entry.stringLength());
      entry.writePlainString(decoded);
      text += " = " + new String(decoded.array(), UTF_8);
    }
    return text;
  }

  private static String key(RdbEntry entry) {
    return new String(bytes(entry.window(), entry.keyStart(), entry.keyLength()), UTF_8);
  }

  private static byte[] bytes(ByteBuffer buffer, int start, int length) {
    byte[] bytes = new byte[length];
    buffer.get(start, bytes);
    return bytes;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
