package io.redismigration.redis.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandWriterTest {

  private final CommandWriter writer = new CommandWriter(64, 128);

  @Test
  void encodesEveryKindOfArgument() {
    ByteBuffer direct = ByteBuffer.allocateDirect(8).put(2, new byte[] {'x', 'y', 'z'});

    writer
        .begin(8)
        .arg("SET")
        .arg(new byte[] {'a', 'b'})
        .arg(new byte[] {'a', 'b', 'c'}, 1, 2)
        .arg(direct, 3, 2)
        .arg(-120)
        .utf8("ü")
        .bulkHeader(3)
        .raw((byte) '1')
        .raw(direct, 2, 1)
        .raw(new byte[] {'0', '9'}, 1, 1)
        .endBulk()
        .arg("");

    assertThat(text())
        .isEqualTo(
            "*8\r\n$3\r\nSET\r\n$2\r\nab\r\n$2\r\nbc\r\n$2\r\nyz\r\n$4\r\n-120\r\n"
                + "$2\r\nü\r\n$3\r\n1x9\r\n$0\r\n\r\n");
    assertThat(direct.position()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, 9, 10, 99, 100, 1023, 1024, -1, -9, -10, Long.MAX_VALUE, Long.MIN_VALUE})
  void writesNumbersAsTheJdkDoes(long value) {
    String digits = Long.toString(value);

    assertThat(text(writer.arg(value))).isEqualTo("$" + digits.length() + "\r\n" + digits + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 10, 999, 1023, 1024, 1025, 1_048_576})
  void writesHeadersOfEverySize(int count) {
    assertThat(text(writer.begin(count).bulkHeader(count)))
        .isEqualTo("*" + count + "\r\n$" + count + "\r\n");
  }

  @Test
  void putsFragmentsEncodedBeforehand() {
    Fragment set = Fragment.command(5, "SET");
    Fragment expiry = Fragment.arguments("PXAT");

    assertThat(text(writer.put(set).arg("k").arg("v").put(expiry).arg(5)))
        .isEqualTo("*5\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n$4\r\nPXAT\r\n$1\r\n5\r\n");
  }

  @Test
  void growsForALargeBatchAndGivesItBack() {
    byte[] value = new byte[100_000];

    writer.begin(1).arg(value);
    assertThat(writer.size()).isEqualTo(4 + 9 + 100_000 + 2);
    writer.clear();

    assertThat(writer.capacity()).isEqualTo(64);
    assertThat(writer.isEmpty()).isTrue();
  }

  @Test
  void takesBackWhatWasWrittenLast() {
    writer.begin(1).arg("PING");
    int size = writer.size();
    writer.begin(2).arg("GET").arg("k");
    writer.truncate(size);

    assertThat(text()).isEqualTo("*1\r\n$4\r\nPING\r\n");
    assertThatThrownBy(() -> writer.truncate(size + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesTextThatIsNotAscii() {
    assertThatThrownBy(() -> writer.arg("ü")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theStreamParserReadsWhatItWrites() throws IOException {
    writer.begin(3).arg("SET").arg("key").arg(12345);
    writer.begin(1).arg("PING");
    Bytes bytes = new Bytes(text(), 3);
    StreamParser parser = new StreamParser(bytes::read);
    StreamCommand command = new StreamCommand();

    assertThat(parser.next(command)).isTrue();
    assertThat(command.argNumber(2)).isEqualTo(12345);
    assertThat(parser.next(command)).isTrue();
    assertThat(command.is("PING")).isTrue();
    assertThat(parser.next(command)).isFalse();
    assertThat(parser.consumed()).isEqualTo(writer.size());
  }

  private String text(CommandWriter written) {
    assertThat(written).isSameAs(writer);
    return text();
  }

  private String text() {
    return StandardCharsets.UTF_8.decode(writer.buffer()).toString();
  }
}
