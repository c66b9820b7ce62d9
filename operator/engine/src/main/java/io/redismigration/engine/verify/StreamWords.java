package io.redismigration.engine.verify;

import static io.redismigration.engine.verify.Commands.ascii;
import static io.redismigration.engine.verify.Commands.words;

import io.redismigration.redis.resp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What streams are asked, and what is in the answers. */
final class StreamWords {
  static final byte[] COUNT = ascii("COUNT");
  static final String LAST_ID = "last-generated-id";

  private StreamWords() {}

  static byte[][] about(byte[] key) {
    return words("XINFO", ascii("STREAM"), key);
  }

  static byte[][] groups(byte[] key) {
    return words("XINFO", ascii("GROUPS"), key);
  }

  static byte[][] consumers(byte[] key, byte[] group) {
    return words("XINFO", ascii("CONSUMERS"), key, group);
  }

  /** A field of XINFO's answers that every release tells. */
  static Reply field(Reply pairs, String name) {
    return optional(pairs, name)
        .orElseThrow(() -> new IllegalStateException("XINFO told no " + name));
  }

  static Optional<Reply> optional(Reply pairs, String name) {
    List<Reply> elements = pairs.elements();
    for (int i = 0; i + 1 < elements.size(); i += 2) {
      if (elements.get(i).text().equals(name)) {
        return Optional.of(elements.get(i + 1));
      }
    }
    return Optional.empty();
  }

  /** Fields as one line; names of groups and consumers may be any bytes. */
  static String texts(Reply pairs, List<String> names) {
    StringBuilder line = new StringBuilder();
    for (String name : names) {
      Reply value = field(pairs, name);
      line.append(
          value instanceof Reply.Bulk bulk
              ? new String(bulk.bytes(), StandardCharsets.ISO_8859_1)
              : value.text());
      line.append('\n');
    }
    return line.toString();
  }

  /** The id of an entry of XRANGE. */
  static String idOf(Reply entry) {
    return entry.elements().get(0).text();
  }

  /** The least id behind that one: open ranges are unknown before 6.2. */
  static byte[] after(String id) {
    int dash = id.indexOf('-');
    long millis = Long.parseUnsignedLong(id.substring(0, dash));
    long sequence = Long.parseUnsignedLong(id.substring(dash + 1)) + 1;
    if (sequence == 0) {
      millis++;
    }
    return ascii(Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(sequence));
  }

  /** The order of ids: both halves are unsigned numbers. */
  static int compare(String one, String other) {
    int dash = one.indexOf('-');
    int otherDash = other.indexOf('-');
    int millis =
        Long.compareUnsigned(
            Long.parseUnsignedLong(one.substring(0, dash)),
            Long.parseUnsignedLong(other.substring(0, otherDash)));
    return millis != 0
        ? millis
        : Long.compareUnsigned(
            Long.parseUnsignedLong(one.substring(dash + 1)),
            Long.parseUnsignedLong(other.substring(otherDash + 1)));
  }
}
