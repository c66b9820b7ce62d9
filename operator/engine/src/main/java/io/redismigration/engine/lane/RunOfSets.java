package io.redismigration.engine.lane;

import io.redismigration.redis.resp.CommandWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Neighbouring SETs on their way to become one MSET in the writer's buffer. The number of arguments
 * is not known before the run ends, so the head is written last: room is left for one of three
 * digits, and a shorter run is moved up to its shorter head, which copies fewer than 50 pairs.
 */
final class RunOfSets {
  private static final String NAME = "$4\r\nMSET\r\n";

  /** {@code *ddd\r\n} and the name. */
  private static final int ROOM = 6 + NAME.length();

  /** The longest run whose count of arguments, the name included, has three digits. */
  private static final int MOST_PAIRS = 499;

  private static final byte[] RESERVED = new byte[ROOM];
  private static final byte[][] HEADS = heads();

  private final CommandWriter out;
  private int start;
  private int pairs;

  RunOfSets(CommandWriter out) {
    this.out = out;
  }

  /** Whether a run has begun and can take another pair. */
  boolean open() {
    return pairs > 0;
  }

  void forget() {
    pairs = 0;
  }

  /** Adds a pair: the encoded key and value, one after the other. */
  void add(ByteBuffer from, int position, int length) {
    if (pairs == 0) {
      start = out.size();
      out.raw(RESERVED, 0, ROOM);
    }
    out.raw(from, position, length);
    pairs++;
    if (pairs == MOST_PAIRS) {
      close();
    }
  }

  /** Writes the head. */
  void close() {
    byte[] head = HEADS[pairs];
    int surplus = ROOM - head.length;
    ByteBuffer whole = out.buffer();
    if (surplus > 0) {
      int body = start + ROOM;
      whole.put(body - surplus, whole, body, out.size() - body);
    }
    whole.put(start, head);
    out.truncate(out.size() - surplus);
    pairs = 0;
  }

  private static byte[][] heads() {
    byte[][] heads = new byte[MOST_PAIRS + 1][];
    for (int pairs = 1; pairs <= MOST_PAIRS; pairs++) {
      String name = pairs == 1 ? "$3\r\nSET\r\n" : NAME;
      heads[pairs] = ("*" + (1 + 2 * pairs) + "\r\n" + name).getBytes(StandardCharsets.US_ASCII);
    }
    return heads;
  }
}
