package io.redismigration.redis.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.RdbException.Reason;
import io.redismigration.redis.rdb.RdbWriter;
import io.redismigration.redis.rdb.ValueType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DumpPayloadTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({"BIG_ENDIAN", "LITTLE_ENDIAN"})
  void writesWhatItReads(String order) throws IOException {
    byte[] body = RdbWriter.body().str("hello").bytes();
    ByteBuffer payload =
        ByteBuffer.allocate(100)
            .order("BIG_ENDIAN".equals(order) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    payload.position(7);

    DumpPayload.write(0, ByteBuffer.wrap(body), 0, body.length, 6, payload);

    assertThat(payload.position()).isEqualTo(7 + DumpPayload.sizeOf(body.length));
    DumpPayload read = DumpPayload.parse(payload, 7, DumpPayload.sizeOf(body.length));
    assertThat(read).isEqualTo(new DumpPayload(ValueType.STRING, 8, body.length, 6, true));
  }

  @Test
  void refusesAnyFlippedBit() {
    byte[] payload = payload(2, RdbWriter.body().len(1).str("member").bytes(), 11);
    for (int bit = 0; bit < payload.length * 8; bit++) {
      byte[] flipped = payload.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(reasonOf(flipped)).isEqualTo(Reason.ChecksumMismatch);
    }
  }

  @Test
  void takesAZeroChecksumAsNoneAtAll() throws IOException {
    byte[] payload = payload(0, RdbWriter.body().str("x").bytes(), 12);
    Arrays.fill(payload, payload.length - 8, payload.length, (byte) 0);

    assertThat(DumpPayload.parse(ByteBuffer.wrap(payload), 0, payload.length).checksummed())
        .isFalse();
  }

  @Test
  void readsATypeInTheFamilyOfItsFooter() throws IOException {
    byte[] body = RdbWriter.body().len(1).str("f").str("v").le64(-1).bytes();

    assertThat(parse(payload(22, body, 80)).type()).isEqualTo(ValueType.VALKEY_HASH_2);
    assertThat(parse(payload(22, body, 12)).type()).isEqualTo(ValueType.HASH_METADATA_PRE_GA);
    assertThat(reasonOf(payload(24, body, 80))).isEqualTo(Reason.UnknownValueType);
    assertThat(reasonOf(payload(6, body, 12))).isEqualTo(Reason.UnknownValueType);
  }

  @Test
  void findsTheTypeBehindMetadataOfModules() throws IOException {
    byte[] afterOpcode =
        RdbWriter.body().len(1).le32(77).len(5).str("meta").len(0).u8(0).str("value").bytes();

    DumpPayload read = parse(payload(243, afterOpcode, 13));

    assertThat(read.type()).isEqualTo(ValueType.STRING);
    assertThat(read.bodyLength()).isEqualTo(6);
  }

  @Test
  void refusesWhatIsTooShort() {
    assertThat(reasonOf(new byte[0])).isEqualTo(Reason.Truncated);
    assertThat(reasonOf(new byte[10])).isEqualTo(Reason.Truncated);
  }

  private static byte[] payload(int type, byte[] body, int footer) {
    ByteBuffer payload = ByteBuffer.allocate(DumpPayload.sizeOf(body.length));
    DumpPayload.write(type, ByteBuffer.wrap(body), 0, body.length, footer, payload);
    return payload.array();
  }

  private static DumpPayload parse(byte[] payload) throws IOException {
    return DumpPayload.parse(ByteBuffer.wrap(payload), 0, payload.length);
  }

  private static Reason reasonOf(byte[] payload) {
    return catchThrowableOfType(RdbException.class, () -> parse(payload)).reason();
  }
}
