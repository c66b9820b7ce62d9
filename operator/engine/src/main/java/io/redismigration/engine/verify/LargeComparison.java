package io.redismigration.engine.verify;

import static io.redismigration.engine.verify.Commands.ascii;
import static io.redismigration.engine.verify.Commands.both;
import static io.redismigration.engine.verify.Commands.bytes;
import static io.redismigration.engine.verify.Commands.number;
import static io.redismigration.engine.verify.Commands.words;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares values that are too large to be read in one piece, slice by slice on both sides, as they
 * are meanwhile: exact when nobody writes to the key. Memory for one slice of each. Sets and hashes
 * have the same size and everything of the source is on the target; the rest is compared in order.
 */
final class LargeComparison {
  private static final Map<String, String> SIZES =
      Map.of(
          "string", "STRLEN", "list", "LLEN", "set", "SCARD", "zset", "ZCARD", "hash", "HLEN",
          "stream", "XLEN");

  private final BothSides sides;
  private final LargeHashes hashes;
  private final LargeStreams streams;
  private RedisConnection source;
  private RedisConnection target;

  LargeComparison(BothSides sides, TtlRule ttls) {
    this.sides = sides;
    this.hashes = new LargeHashes(sides, ttls);
    this.streams = new LargeStreams(sides, ttls.tolerance());
  }

  /** Whether values of that type, as TYPE names it, can be read in slices. */
  static boolean isComparable(String type) {
    return SIZES.containsKey(type);
  }

  /** How many elements of that type, or bytes of a string, a value has. */
  static long size(RedisConnection server, byte[] key, String type) throws IOException {
    return Commands.ask(server, words(SIZES.get(type), key)).number();
  }

  /** Whether fields of the hash compared last have TTLs that are equal but for the hold. */
  boolean held() {
    return hashes.held();
  }

  /** Whether the key compared last is a hash with fields that expire. */
  boolean hasExpiringFields() {
    return hashes.hasExpiringFields();
  }

  /** Compares type and content. */
  Verdict compare(int database, byte[] key) throws IOException {
    hashes.begin();
    source = sides.source().in(database);
    target = sides.target().in(database);
    List<Reply> types = both(source, target, words("TYPE", key));
    String type = types.get(0).text();
    if (!type.equals(types.get(1).text())) {
      return Verdict.TYPE;
    }
    if (!SIZES.containsKey(type)) {
      return type.equals("none") ? Verdict.EQUAL : Verdict.LARGE;
    }
    List<Reply> sizes = both(source, target, words(SIZES.get(type), key));
    long size = sizes.get(0).number();
    boolean sameSize = size == sizes.get(1).number();
    int slice = Slices.elements(sides.source(), database, key, size);
    if (type.equals("hash")) {
      return hashes.compare(database, key, slice, sameSize);
    }
    boolean equal =
        sameSize
            && switch (type) {
              case "string" -> ranges("GETRANGE", key, size, Slices.BYTES);
              case "list" -> ranges("LRANGE", key, size, slice);
              case "zset" -> sortedSets(key, size, slice);
              case "set" -> sets(database, key, slice);
              default -> streams.equal(database, key, slice);
            };
    return equal ? Verdict.EQUAL : Verdict.VALUE;
  }

  private boolean ranges(String command, byte[] key, long size, long step) throws IOException {
    for (long from = 0; from < size; from += step) {
      List<Reply> slices =
          both(source, target, words(command, key, number(from), number(from + step - 1)));
      if (!slices.get(0).equals(slices.get(1))) {
        return false;
      }
    }
    return true;
  }

  private boolean sortedSets(byte[] key, long size, int slice) throws IOException {
    byte[] scores = ascii("WITHSCORES");
    for (long from = 0; from < size; from += slice) {
      List<Reply> slices =
          both(
              source, target, words("ZRANGE", key, number(from), number(from + slice - 1), scores));
      List<Reply> ours = slices.get(0).elements();
      List<Reply> theirs = slices.get(1).elements();
      if (ours.size() != theirs.size()) {
        return false;
      }
      for (int i = 0; i < ours.size(); i += 2) {
        if (!ours.get(i).equals(theirs.get(i))
            || Slices.score(ours.get(i + 1)) != Slices.score(theirs.get(i + 1))) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean sets(int database, byte[] key, int slice) throws IOException {
    for (ElementScan scan = new ElementScan(sides.source(), database, "SSCAN", key, slice);
        scan.hasNext(); ) {
      List<byte[][]> asked = new ArrayList<>();
      for (Reply member : scan.next()) {
        asked.add(words("SISMEMBER", key, bytes(member)));
      }
      for (Reply there : Commands.ask(target, asked)) {
        if (there.number() != 1) {
          return false;
        }
      }
    }
    return true;
  }
}
