package io.redismigration.engine.exact;

import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.Fragment;
import io.redismigration.redis.resp.RedisErrorException;
import io.redismigration.redis.resp.Reply;
import io.redismigration.redis.resp.ReplyKind;
import io.redismigration.redis.resp.ReplyReader;
import io.redismigration.redis.server.Feature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Reads keys of one side, pipelined, in steps of asking and receiving, so that both sides work at
 * the same time. First how large they are: nothing that would stop the server for long is ever
 * asked for in one piece. One round trip per step. For one thread.
 */
final class KeyReader {
  /** Up to here a value is taken as it is, whatever its type; in bytes of the server's memory. */
  private static final long SURELY_SMALL = 256 << 10;

  private static final long LARGEST_WHOLE = 16 << 20;
  private static final long MOST_ELEMENTS = 20_000;

  /** Where a server cannot tell the memory a value takes. */
  private static final long MOST_ELEMENTS_UNMEASURED = 1_000;

  private static final Fragment MEMORY_USAGE = Fragment.command(3, "MEMORY", "USAGE");
  private static final Fragment TYPE = Fragment.command(2, "TYPE");
  private static final Fragment DUMP = Fragment.command(2, "DUMP");
  private static final Fragment PTTL = Fragment.command(2, "PTTL");
  private static final Map<String, Fragment> SIZES =
      Map.of(
          "string", Fragment.command(2, "STRLEN"),
          "list", Fragment.command(2, "LLEN"),
          "set", Fragment.command(2, "SCARD"),
          "zset", Fragment.command(2, "ZCARD"),
          "hash", Fragment.command(2, "HLEN"),
          "stream", Fragment.command(2, "XLEN"));

  /** Marks a key whose PTTL was asked for and that turned out to be absent. */
  private static final int ABSENT_WITH_TTL = -1;

  private final Side side;
  private final Page page = new Page();
  private boolean measures;

  KeyReader(Side side) {
    this.side = side;
    this.measures = side.server().has(Feature.MEMORY_USAGE);
  }

  /** Whether the server tells how much memory a value takes. */
  boolean measures() {
    return measures;
  }

  Page page() {
    return page;
  }

  void begin(List<byte[]> keys) {
    page.begin(keys);
  }

  void askMemory(int database) throws IOException {
    side.in(database);
    if (measures) {
      askAll(MEMORY_USAGE);
    }
  }

  void receiveMemory() throws IOException {
    if (!measures) {
      return;
    }
    ReplyReader reader = side.connection().reader();
    for (int i = 0; i < page.keys().size(); i++) {
      switch (reader.next()) {
        case NULL -> page.state(i, Page.State.ABSENT);
        case INTEGER -> {
          page.size(i, reader.integer());
          if (reader.integer() <= SURELY_SMALL) {
            page.state(i, Page.State.WHOLE);
          }
        }
        default -> measures = false;
      }
    }
  }

  void askTypes() throws IOException {
    askUnknown(i -> TYPE);
  }

  void receiveTypes() throws IOException {
    ReplyReader reader = side.connection().reader();
    for (int i = 0; i < page.keys().size(); i++) {
      if (page.state(i) == Page.State.UNKNOWN) {
        String type = reader.read().orThrow("TYPE").text();
        page.type(i, type);
        if (type.equals("none")) {
          page.state(i, Page.State.ABSENT);
        } else if (!SIZES.containsKey(type)) {
          page.state(i, page.size(i) <= LARGEST_WHOLE ? Page.State.WHOLE : Page.State.LARGE);
        }
      }
    }
  }

  void askSizes() throws IOException {
    askUnknown(i -> SIZES.get(page.type(i)));
  }

  void receiveSizes() throws IOException {
    ReplyReader reader = side.connection().reader();
    for (int i = 0; i < page.keys().size(); i++) {
      if (page.state(i) == Page.State.UNKNOWN) {
        Reply reply = reader.read();
        // Another type by now: it is looked at again, because it was touched.
        long size = reply instanceof Reply.Integer number ? number.value() : 0;
        page.state(i, fits(i, size) ? Page.State.WHOLE : Page.State.LARGE);
        page.size(i, Math.max(size, page.size(i)));
      }
    }
  }

  /**
   * Where this server cannot tell the memory of a value, the other side's is as good a measure as
   * the number of elements is, which stays limited: both have about the same. What is not so is
   * found when it comes.
   */
  void borrowMemory(Page other) {
    if (measures) {
      return;
    }
    for (int i = 0; i < page.keys().size(); i++) {
      page.size(i, other.size(i));
    }
  }

  private boolean fits(int index, long size) {
    if (page.type(index).equals("string")) {
      return size <= LARGEST_WHOLE;
    }
    return page.size(index) == 0
        ? size <= MOST_ELEMENTS_UNMEASURED
        : size <= MOST_ELEMENTS && page.size(index) <= LARGEST_WHOLE;
  }

  /** Queues the reads of values, without sending them; what is absent is not asked for. */
  void queueValues(int from, int to) throws IOException {
    CommandWriter writer = side.connection().writer();
    for (int i = from; i < to; i++) {
      byte[] key = page.keys().get(i);
      if (page.state(i) == Page.State.WHOLE) {
        writer.put(DUMP).arg(key);
      }
      if (page.state(i) != Page.State.ABSENT) {
        writer.put(PTTL).arg(key);
      }
    }
  }

  /** Returns when they were asked for, by the monotonic clock. */
  long askValues(int from, int to) throws IOException {
    queueValues(from, to);
    long now = System.nanoTime();
    side.connection().flush();
    return now;
  }

  /**
   * Takes the place of what was received before.
   *
   * @param asked what {@link #askValues} said
   */
  void receiveValues(int from, int to, long asked) throws IOException {
    page.forgetPayloads();
    page.asked(asked);
    ReplyReader reader = side.connection().reader();
    for (int i = from; i < to; i++) {
      if (page.state(i) == Page.State.WHOLE) {
        receivePayload(i, reader);
      }
      if (page.state(i) != Page.State.ABSENT || page.length(i) < 0) {
        receiveTtl(i, reader);
      }
    }
    page.received();
  }

  private void receivePayload(int index, ReplyReader reader) throws IOException {
    ReplyKind kind = reader.next();
    if (kind == ReplyKind.BULK && reader.bulkLength() > LARGEST_WHOLE) {
      // It grew meanwhile, or is not what the other side has. The reader skips it.
      page.state(index, Page.State.LARGE);
    } else if (kind == ReplyKind.BULK) {
      ByteBuffer room = page.room(index, reader.bulkLength());
      while (room.hasRemaining()) {
        reader.bulk(room);
      }
      page.filled();
    } else if (kind == ReplyKind.NULL) {
      page.length(index, ABSENT_WITH_TTL);
      page.state(index, Page.State.ABSENT);
    } else {
      throw new RedisErrorException("DUMP", reader.error());
    }
  }

  private void receiveTtl(int index, ReplyReader reader) throws IOException {
    if (reader.next() != ReplyKind.INTEGER) {
      throw new RedisErrorException("PTTL", reader.error());
    }
    if (reader.integer() < Page.NO_TTL) {
      page.state(index, Page.State.ABSENT);
    }
    page.ttl(index, reader.integer());
    page.length(index, Math.max(0, page.length(index)));
  }

  private void askAll(Fragment command) throws IOException {
    CommandWriter writer = side.connection().writer();
    for (byte[] key : page.keys()) {
      writer.put(command).arg(key);
    }
    side.connection().flush();
  }

  @FunctionalInterface
  private interface ByIndex {
    Fragment command(int index);
  }

  private void askUnknown(ByIndex commands) throws IOException {
    CommandWriter writer = side.connection().writer();
    for (int i = 0; i < page.keys().size(); i++) {
      if (page.state(i) == Page.State.UNKNOWN) {
        writer.put(commands.command(i)).arg(page.keys().get(i));
      }
    }
    side.connection().flush();
  }
}
