package io.redismigration.engine.verify;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import io.redismigration.redis.resp.RespException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares values that are too large to be read in one piece, slice by slice on both sides, as they
 * are meanwhile: exact when nobody writes to the key. Memory for one slice of each. Sets and hashes
 * have the same size and everything of the source is on the target; the rest is compared in order.
 */
final class LargeComparison {
  private static final long STRING_SLICE = 1 << 20;
  private static final int ELEMENTS = 500;
  private static final Map<String, String> SIZES =
      Map.of(
          "string", "STRLEN", "list", "LLEN", "set", "SCARD", "zset", "ZCARD", "hash", "HLEN",
          "stream", "XLEN");

  private final BothSides sides;
  private RedisConnection source;
  private RedisConnection target;

  LargeComparison(BothSides sides) {
    this.sides = sides;
  }

  /** Compares type and content. */
  Verdict compare(int database, byte[] key) throws IOException {
    source = sides.source().in(database);
    target = sides.target().in(database);
    List<Reply> types = both(command("TYPE", key));
    String type = types.get(0).text();
    if (!type.equals(types.get(1).text())) {
      return Verdict.TYPE;
    }
    if (!SIZES.containsKey(type)) {
      return type.equals("none") ? Verdict.EQUAL : Verdict.LARGE;
    }
    List<Reply> sizes = both(command(SIZES.get(type), key));
    long size = sizes.get(0).number();
    if (size != sizes.get(1).number()) {
      return Verdict.VALUE;
    }
    boolean equal =
        switch (type) {
          case "string" -> ranges("GETRANGE", key, size, STRING_SLICE);
          case "list" -> ranges("LRANGE", key, size, ELEMENTS);
          case "zset" -> sortedSets(key, size);
          case "set" -> sets(key);
          case "hash" -> hashes(key);
          default -> new LargeStreams(source, target).equal(key);
        };
    return equal ? Verdict.EQUAL : Verdict.VALUE;
  }

  private boolean ranges(String command, byte[] key, long size, long step) throws IOException {
    for (long from = 0; from < size; from += step) {
      List<Reply> slices = both(command(command, key, number(from), number(from + step - 1)));
      if (!slices.get(0).equals(slices.get(1))) {
        return false;
      }
    }
    return true;
  }

  private boolean sortedSets(byte[] key, long size) throws IOException {
    byte[] scores = ascii("WITHSCORES");
    for (long from = 0; from < size; from += ELEMENTS) {
      List<Reply> slices =
          both(command("ZRANGE", key, number(from), number(from + ELEMENTS - 1), scores));
      List<Reply> ours = slices.get(0).elements();
      List<Reply> theirs = slices.get(1).elements();
      if (ours.size() != theirs.size()) {
        return false;
      }
      for (int i = 0; i < ours.size(); i += 2) {
        // Texts of the same score differ between versions.
        if (!ours.get(i).equals(theirs.get(i))
            || score(ours.get(i + 1)) != score(theirs.get(i + 1))) {
          return false;
        }
      }
    }
    return true;
  }

  private static double score(Reply text) {
    return switch (text.text()) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text.text());
    };
  }

  private boolean sets(byte[] key) throws IOException {
    byte[] cursor = ascii("0");
    do {
      List<Reply> page = scan("SSCAN", key, cursor);
      cursor = ((Reply.Bulk) page.get(0)).bytes();
      List<Reply> members = page.get(1).elements();
      for (Reply member : members) {
        write(target, command("SISMEMBER", key, ((Reply.Bulk) member).bytes()));
      }
      target.flush();
      boolean all = true;
      for (int i = 0; i < members.size(); i++) {
        all &= target.reader().read().orThrow("SISMEMBER").number() == 1;
      }
      if (!all) {
        return false;
      }
    } while (cursor.length != 1 || cursor[0] != '0');
    return true;
  }

  private boolean hashes(byte[] key) throws IOException {
    byte[] cursor = ascii("0");
    do {
      List<Reply> page = scan("HSCAN", key, cursor);
      cursor = ((Reply.Bulk) page.get(0)).bytes();
      List<Reply> pairs = page.get(1).elements();
      for (int i = 0; i < pairs.size(); i += 2) {
        write(target, command("HGET", key, ((Reply.Bulk) pairs.get(i)).bytes()));
      }
      target.flush();
      boolean all = true;
      for (int i = 1; i < pairs.size(); i += 2) {
        all &= target.reader().read().orThrow("HGET").equals(pairs.get(i));
      }
      if (!all) {
        return false;
      }
    } while (cursor.length != 1 || cursor[0] != '0');
    return true;
  }

  private List<Reply> scan(String command, byte[] key, byte[] cursor) throws IOException {
    write(source, command(command, key, cursor, ascii("COUNT"), number(ELEMENTS)));
    source.flush();
    return source.reader().read().orThrow(command).elements();
  }

  private List<Reply> both(byte[][] command) throws IOException {
    return both(source, target, command);
  }

  /** Asks both at the same time. */
  static List<Reply> both(RedisConnection source, RedisConnection target, byte[][] command)
      throws IOException {
    write(source, command);
    write(target, command);
    source.flush();
    target.flush();
    String name = new String(command[0], StandardCharsets.US_ASCII);
    List<Reply> replies = new ArrayList<>(2);
    Reply ours = source.reader().read();
    Reply theirs = target.reader().read();
    if (ours instanceof Reply.Null) {
      throw new RespException(name + " gave nothing");
    }
    replies.add(ours.orThrow(name));
    replies.add(theirs.orThrow(name));
    return replies;
  }

  private static void write(RedisConnection to, byte[][] words) {
    to.writer().begin(words.length);
    for (byte[] word : words) {
      to.writer().arg(word);
    }
  }

  static byte[][] command(String name, byte[]... arguments) {
    byte[][] words = new byte[arguments.length + 1][];
    words[0] = ascii(name);
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return words;
  }

  static byte[] number(long value) {
    return ascii(Long.toString(value));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
