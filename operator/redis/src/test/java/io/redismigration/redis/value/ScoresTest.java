package io.redismigration.redis.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoresTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "1",
        "-1",
        "0.1",
        ".5",
        "5.",
        "-2.5",
        "123456789012345",
        "1234567890123456789",
        "0.30000000000000004",
        "3.1415926535897931",
        "1e300",
        "-1.5e-7",
        "4.9406564584124654e-324",
        "1.7976931348623157e+308",
        "9007199254740993",
        "0.000000000000000000000000001"
      })
  void readsDecimalsExactly(String text) {
    assertThat(parse(text)).isEqualTo(Double.parseDouble(text));
  }

  @Test
  void readsWhatJavaReadsForRandomDecimals() {
    Random random = new Random(4);
    for (int i = 0; i < 100_000; i++) {
      String text =
          random.nextInt(2) == 0
              ? Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(20)))
              : random.nextInt(100000) + "." + random.nextInt(1_000_000);
      assertThat(parse(text)).isEqualTo(Double.parseDouble(text));
    }
  }

  @Test
  void readsInfinities() {
    assertThat(parse("inf")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(parse("-inf")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(parse("nan")).isNaN();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", ".", "1x", "1.5f", " 1", "1 ", "0x10", "Infinity", "1..2", "--1"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(NumberFormatException.class);
  }

  @Test
  void refusesATextThatIsLongerThanAScoreInsteadOfReadingItsBeginning() {
    assertThatThrownBy(() -> parse("1".repeat(401))).isInstanceOf(NumberFormatException.class);
  }

  private static double parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return Scores.parse(ByteBuffer.wrap(bytes), 0, bytes.length);
  }
}
