package io.redismigration.redis.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redismigration.redis.rdb.ByteInput;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamParserTest {

  private static final String STREAM =
      "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n"
          + "*3\r\n$3\r\nset\r\n$1\r\nk\r\n$0\r\n\r\n"
          + "*1\r\n$4\r\nPING\r\n"
          + "*3\r\n$3\r\nSET\r\n$4\r\na\r\nb\r\n$12\r\n*1\r\n$1\r\n0123\r\n";

  private static final List<String> COMMANDS =
      List.of("SELECT|0 @23", "set|k| @49", "PING @63", "SET|a\r\nb|*1\r\n$1\r\n0123 @105");

  @Test
  void cutsTheStreamIntoCommandsAndCountsEveryByte() throws IOException {
    assertThat(parse(whole(STREAM))).isEqualTo(COMMANDS);
  }

  @Test
  void findsTheSameCommandsWhereverTheBytesAreSplit() throws IOException {
    for (int first = 0; first <= STREAM.length(); first++) {
      assertThat(parse(chunks(STREAM, first, STREAM.length()))).isEqualTo(COMMANDS);
      assertThat(parse(chunks(STREAM, Math.max(first, 1)))).isEqualTo(COMMANDS);
    }
  }

  @Test
  void skipsKeepalivesBetweenCommandsWithoutCountingThem() throws IOException {
    String stream = "\n\n*1\r\n$4\r\nPING\r\n\n*1\r\n$4\r\nping\r\n\n";

    assertThat(parse(chunks(stream, 1))).containsExactly("PING @14", "ping @28");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 1000, 1 << 20})
  void growsItsWindowForLargeCommandsAndShrinksItAgain(int chunk) throws IOException {
    Random random = new Random(chunk);
    StringBuilder stream = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String value = "v".repeat(random.nextInt(i % 10 == 0 ? 20_000 : 90));
      stream
          .append("*2\r\n$3\r\nGET\r\n$")
          .append(value.length())
          .append("\r\n")
          .append(value)
          .append("\r\n");
      expected.add("GET|" + value + " @" + stream.length());
    }
    StreamParser parser = new StreamParser(chunks(stream.toString(), chunk), 64, 1 << 20);

    assertThat(all(parser)).isEqualTo(expected);
  }

  @Test
  void holdsManyArguments() throws IOException {
    int count = 100_000;
    StringBuilder stream = new StringBuilder("*" + count + "\r\n$3\r\nDEL\r\n");
    for (int i = 1; i < count; i++) {
      stream.append("$6\r\n").append(100_000 + i).append("\r\n");
    }
    StreamParser parser = new StreamParser(chunks(stream.toString(), 4096), 64, 1 << 24);
    StreamCommand command = new StreamCommand();

    assertThat(parser.next(command)).isTrue();
    assertThat(command.argc()).isEqualTo(count);
    assertThat(command.argNumber(count - 1)).isEqualTo(199_999);
    assertThat(command.size()).isEqualTo(stream.length());
  }

  @Test
  void takesExactlyTheMemoryALargeArgumentNeedsAndGivesItBack() throws IOException {
    int length = 64 << 20;
    String header = "*2\r\n$3\r\nGET\r\n$" + length + "\r\n";
    ByteInput[] parts = {
      whole("*1\r\n$4\r\nPING\r\n" + header), zeros(length), whole("\r\n*1\r\n$4\r\nPING\r\n")
    };
    StreamParser parser = new StreamParser(inTurn(parts), 1 << 16, 1 << 30);
    StreamCommand command = new StreamCommand();

    assertThat(parser.next(command)).isTrue();
    assertThat(command.window().capacity()).isEqualTo(1 << 16);
    assertThat(parser.next(command)).isTrue();
    assertThat(command.argLength(1)).isEqualTo(length);
    assertThat(command.window().capacity()).isEqualTo(header.length() + length + 2);
    assertThat(parser.next(command)).isTrue();
    assertThat(command.is("PING")).isTrue();
    assertThat(command.window().capacity()).isEqualTo(1 << 16);
    assertThat(parser.next(command)).isFalse();
  }

  @Test
  @Tag("long")
  void takesAnArgumentOfOneGibibyte() throws IOException {
    int length = 1 << 30;
    ByteInput[] parts = {
      whole("*2\r\n$3\r\nGET\r\n$" + length + "\r\n"), zeros(length), whole("\r\n")
    };
    StreamParser parser = new StreamParser(inTurn(parts));
    StreamCommand command = new StreamCommand();

    assertThat(parser.next(command)).isTrue();
    assertThat(command.argLength(1)).isEqualTo(length);
    assertThat(parser.next(command)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-NOAUTH Authentication required.\r\n",
        "+OK\r\n",
        ":1\r\n",
        "$3\r\nfoo\r\n",
        "PING\r\n"
      })
  void reportsForeignBytesWithTheLastBoundary(String foreign) {
    String stream = "*1\r\n$4\r\nPING\r\n" + foreign + "*1\r\n$4\r\nPING\r\n";
    StreamParser parser = new StreamParser(chunks(stream, 1));
    StreamCommand command = new StreamCommand();

    ForeignBytesException e =
        catchThrowableOfType(
            ForeignBytesException.class,
            () -> {
              while (parser.next(command)) {
                assertThat(command.is("PING")).isTrue();
              }
            });

    assertThat(e.boundary()).isEqualTo(14);
    assertThat(e.text()).isEqualTo(foreign.lines().findFirst().orElseThrow());
  }

  @Test
  void reportsForeignBytesThatEndTheStream() {
    StreamParser parser = new StreamParser(chunks("-ERR cut", 3));

    assertThatThrownBy(() -> parser.next(new StreamCommand()))
        .isInstanceOfSatisfying(
            ForeignBytesException.class, e -> assertThat(e.text()).isEqualTo("-ERR cut"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*x\r\n",
        "*\r\n",
        "*0\r\n",
        "*-1\r\n",
        "*1\rx",
        "*1\r\n:1\r\n",
        "*1\r\n$-1\r\n",
        "*1\r\n$1\r\nabc",
        "*1\r\n$99999999999\r\n",
        "*1\r\n*1\r\n"
      })
  void refusesWhatIsNoCommand(String stream) {
    for (int chunk : new int[] {1, 100}) {
      StreamParser parser = new StreamParser(chunks(stream, chunk));
      assertThatThrownBy(() -> parser.next(new StreamCommand()))
          .isInstanceOfSatisfying(
              StreamException.class,
              e -> assertThat(e.reason()).isEqualTo(StreamException.Reason.MALFORMED));
    }
  }

  @Test
  void refusesACommandAboveTheLimitBeforeMakingRoomForIt() {
    StreamParser parser =
        new StreamParser(chunks("*2\r\n$3\r\nGET\r\n$999999999\r\nabc", 5), 64, 1 << 20);

    assertThatThrownBy(() -> parser.next(new StreamCommand()))
        .isInstanceOfSatisfying(
            StreamException.class,
            e -> assertThat(e.reason()).isEqualTo(StreamException.Reason.TOO_LARGE));
  }

  @Test
  void anEndInsideACommandIsNoEnd() {
    for (int length = 1; length < 14; length++) {
      StreamParser parser = new StreamParser(whole("*1\r\n$4\r\nPING\r\n".substring(0, length)));
      assertThatThrownBy(() -> parser.next(new StreamCommand()))
          .isInstanceOfSatisfying(
              StreamException.class,
              e -> assertThat(e.reason()).isEqualTo(StreamException.Reason.TRUNCATED));
    }
  }

  @Test
  void goesOnAfterATimeoutInTheMiddleOfACommand() throws IOException {
    ByteInput source = chunks(STREAM, 1);
    boolean[] late = {false};
    StreamParser parser =
        new StreamParser(
            dst -> {
              late[0] = !late[0];
              if (late[0]) {
                throw new SocketTimeoutException("late");
              }
              return source.read(dst);
            });
    StreamCommand command = new StreamCommand();
    List<String> found = new ArrayList<>();
    for (boolean more = true; more; ) {
      try {
        more = parser.next(command);
        if (more) {
          found.add(show(command));
        }
      } catch (SocketTimeoutException e) {
        assertThat(e).hasMessage("late");
      }
    }

    assertThat(found).isEqualTo(COMMANDS);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 42, Long.MAX_VALUE, Long.MIN_VALUE})
  void readsNumbers(long number) throws IOException {
    assertThat(first(Long.toString(number)).argNumber(0)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+1",
        "1.5",
        "x",
        " 1",
        "9223372036854775808",
        "-9223372036854775809",
        "99999999999999999999",
        "123456789012345678901"
      })
  void refusesWhatIsNoNumber(String text) throws IOException {
    StreamCommand command = first(text);

    assertThatThrownBy(() -> command.argNumber(0)).isInstanceOf(NumberFormatException.class);
  }

  private static StreamCommand first(String word) throws IOException {
    StreamCommand command = new StreamCommand();
    String stream = "*1\r\n$" + word.length() + "\r\n" + word + "\r\n";
    assertThat(new StreamParser(whole(stream)).next(command)).isTrue();
    return command;
  }

  @Test
  void pollTakesWhatHasArrivedAndNeverWaits() throws IOException {
    StreamParser parser = new StreamParser(chunks(STREAM, 40));
    StreamCommand command = new StreamCommand();

    assertThat(parser.poll(command)).isFalse();
    assertThat(parser.next(command)).isTrue();
    assertThat(parser.poll(command)).isFalse();
    assertThat(parser.buffered()).isEqualTo(17);
    assertThat(parser.consumed()).isEqualTo(23);
  }

  private static List<String> parse(ByteInput input) throws IOException {
    return all(new StreamParser(input));
  }

  private static List<String> all(StreamParser parser) throws IOException {
    StreamCommand command = new StreamCommand();
    List<String> found = new ArrayList<>();
    while (parser.next(command)) {
      found.add(show(command));
      assertThat(parser.consumed()).isEqualTo(command.endOffset());
    }
    return found;
  }

  private static String show(StreamCommand command) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < command.argc(); i++) {
      words.add(command.argText(i));
    }
    return String.join("|", words) + " @" + command.endOffset();
  }

  private static ByteInput whole(String stream) {
    return chunks(stream, Integer.MAX_VALUE);
  }

  private static ByteInput zeros(int length) {
    int[] left = {length};
    return dst -> {
      int count = Math.min(left[0], dst.remaining());
      dst.position(dst.position() + count);
      left[0] -= count;
      return count == 0 ? -1 : count;
    };
  }

  private static ByteInput inTurn(ByteInput... inputs) {
    int[] turn = {0};
    return dst -> {
      int count = -1;
      while (count < 0 && turn[0] < inputs.length) {
        count = inputs[turn[0]].read(dst);
        turn[0] += count < 0 ? 1 : 0;
      }
      return count;
    };
  }

  /** Hands out chunks of these sizes, the last size again and again. */
  private static ByteInput chunks(String stream, int... sizes) {
    ByteBuffer bytes = ByteBuffer.wrap(stream.getBytes(StandardCharsets.UTF_8));
    int[] turn = {0};
    return dst -> {
      if (!bytes.hasRemaining()) {
        return -1;
      }
      int size = sizes[Math.min(turn[0]++, sizes.length - 1)];
      int count = Math.min(Math.min(Math.max(size, 1), dst.remaining()), bytes.remaining());
      dst.put(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      return count;
    };
  }
}
