package io.redismigration.redis.value;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Scores as text, as sorted sets of the packed and the oldest encodings hold them. */
final class Scores {

  /** Above, a long is no longer exactly a double. */
  private static final long EXACT = 1L << 53;

  /** What servers write has 25 at most; a longer text is no score. */
  private static final int MOST_CHARACTERS = 400;

  private static final double[] POWERS_OF_TEN = powers();

  private Scores() {}

  /**
   * The double of a decimal text, {@code inf}, {@code -inf} or {@code nan}, correctly rounded. Up
   * to 15 digits without an exponent it allocates nothing.
   *
   * @throws NumberFormatException if it is none of these
   */
  static double parse(Slice text) {
    if (text.isNumber()) {
      return text.number();
    }
    return parse(text.buffer(), text.start(), text.length());
  }

  static double parse(ByteBuffer buffer, int start, int length) {
    long digits = 0;
    int decimals = 0;
    boolean point = false;
    boolean negative = length > 0 && buffer.get(start) == '-';
    int first = negative ? 1 : 0;
    boolean simple = length > first;
    for (int i = first; i < length && simple; i++) {
      byte c = buffer.get(start + i);
      if (c >= '0' && c <= '9' && digits < EXACT / 10 - 1) {
        digits = digits * 10 + c - '0';
        decimals += point ? 1 : 0;
      } else if (c == '.' && !point) {
        point = true;
      } else {
        simple = false;
      }
    }
    if (!simple || decimals >= POWERS_OF_TEN.length || point && length == first + 1) {
      return parseSlowly(buffer, start, length);
    }
    // Both operands are exact, so the quotient is the correctly rounded one.
    double value = digits / POWERS_OF_TEN[decimals];
    return negative ? -value : value;
  }

  private static double parseSlowly(ByteBuffer buffer, int start, int length) {
    if (length > MOST_CHARACTERS) {
      throw new NumberFormatException("not a score: " + length + " characters");
    }
    byte[] bytes = new byte[length];
    buffer.get(start, bytes);
    if (isDecimal(bytes)) {
      return JavaDoubleParser.parseDouble(bytes);
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return switch (text) {
      case "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan", "-nan" -> Double.NaN;
      default -> throw new NumberFormatException("not a score: " + text);
    };
  }

  /** Only what strtod of the servers takes too: no type suffix, no surrounding space. */
  private static boolean isDecimal(byte[] text) {
    for (byte c : text) {
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return false;
      }
    }
    return true;
  }

  private static double[] powers() {
    double[] powers = new double[20];
    double power = 1;
    for (int i = 0; i < powers.length; i++, power *= 10) {
      powers[i] = power;
    }
    return powers;
  }
}
