package io.redismigration.engine.verify;

import static io.redismigration.engine.verify.Commands.ascii;
import static io.redismigration.engine.verify.Commands.bytes;
import static io.redismigration.engine.verify.Commands.number;
import static io.redismigration.engine.verify.Commands.words;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.exact.ExactReader;
import io.redismigration.engine.exact.Side;
import io.redismigration.engine.ttl.TtlPolicy;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Makes sets, sorted sets and hashes of the target equal to the source's: the elements of a slice
 * as the source has them at an offset, those the target has beyond that too. Only what differs is
 * written.
 */
final class LargeElements {
  /** What both sides' answers, some milliseconds apart, may differ in. */
  private static final long SAME_MILLIS = 100;

  private static final long NOT_THERE = -2;
  private static final Map<String, String> SCANS =
      Map.of("set", "SSCAN", "zset", "ZSCAN", "hash", "HSCAN");

  private final BothSides sides;
  private final ExactReader exact;
  private final AtOffset atOffset;
  private final TtlPolicy ttl;
  private final boolean fieldsExpire;

  LargeElements(BothSides sides, ExactReader exact, AtOffset atOffset, TtlPolicy ttl) {
    this.sides = sides;
    this.exact = exact;
    this.atOffset = atOffset;
    this.ttl = ttl;
    this.fieldsExpire = LargeHashes.fieldsExpire(sides);
  }

  /**
   * Goes through the source's elements, then through the target's.
   *
   * @param type set, zset or hash
   */
  void repair(int database, byte[] key, String type, int slice)
      throws IOException, InterruptedException {
    for (Side side : List.of(sides.source(), sides.target())) {
      for (ElementScan scan = new ElementScan(side, database, SCANS.get(type), key, slice);
          scan.hasNext(); ) {
        List<byte[]> names = names(scan.next(), type);
        for (int from = 0; from < names.size(); from += slice) {
          repair(database, key, type, names.subList(from, Math.min(names.size(), from + slice)));
        }
      }
    }
  }

  private static List<byte[]> names(List<Reply> page, String type) {
    List<byte[]> names = new ArrayList<>();
    for (int i = 0; i < page.size(); i += type.equals("set") ? 1 : 2) {
      names.add(bytes(page.get(i)));
    }
    return names;
  }

  private void repair(int database, byte[] key, String type, List<byte[]> names)
      throws IOException, InterruptedException {
    List<byte[][]> asked =
        switch (type) {
          case "hash" -> hash(key, names);
          case "zset" -> names.stream().map(name -> words("ZSCORE", key, name)).toList();
          default -> names.stream().map(name -> words("SISMEMBER", key, name)).toList();
        };
    atOffset.act(
        database,
        asked,
        ours -> {
          ours.get(0).orThrow(type);
          List<Reply> theirs = Commands.ask(sides.target().connection(), asked);
          List<byte[][]> writes = new ArrayList<>();
          for (int i = 0; i < names.size(); i++) {
            switch (type) {
              case "hash" -> field(key, names.get(i), i, ours, theirs, writes);
              case "zset" -> score(key, names.get(i), ours.get(i), theirs.get(i), writes);
              default -> member(key, names.get(i), ours.get(i), theirs.get(i), writes);
            }
          }
          Commands.ask(sides.target().connection(), writes);
        });
  }

  private List<byte[][]> hash(byte[] key, List<byte[]> fields) {
    byte[][] values = LargeHashes.ofFields("HMGET", key, fields);
    return fieldsExpire
        ? List.of(values, LargeHashes.times(key, fields))
        : Collections.singletonList(values);
  }

  private static void member(
      byte[] key, byte[] name, Reply ours, Reply theirs, List<byte[][]> writes) {
    if (ours.number() != theirs.number()) {
      writes.add(words(ours.number() == 1 ? "SADD" : "SREM", key, name));
    }
  }

  private static void score(
      byte[] key, byte[] name, Reply ours, Reply theirs, List<byte[][]> writes) {
    boolean here = ours instanceof Reply.Bulk;
    boolean there = theirs instanceof Reply.Bulk;
    if (!here && there) {
      writes.add(words("ZREM", key, name));
    } else if (here && (!there || Slices.score(ours) != Slices.score(theirs))) {
      writes.add(words("ZADD", key, bytes(ours), name));
    }
  }

  private void field(
      byte[] key,
      byte[] name,
      int index,
      List<Reply> ours,
      List<Reply> theirs,
      List<byte[][]> writes) {
    Reply value = ours.get(0).elements().get(index);
    Reply there = theirs.get(0).elements().get(index);
    if (value instanceof Reply.Null) {
      if (there instanceof Reply.Bulk) {
        writes.add(words("HDEL", key, name));
      }
      return;
    }
    boolean same = value.equals(there);
    if (!same) {
      writes.add(words("HSET", key, name, bytes(value)));
    }
    if (fieldsExpire) {
      // A field that is set anew does not expire.
      long before = same ? time(theirs, index) : -1;
      time(key, name, time(ours, index), before, writes);
    }
  }

  private static long time(List<Reply> answers, int index) {
    return answers.get(1) instanceof Reply.Array array
        ? array.elements().get(index).number()
        : NOT_THERE;
  }

  private void time(byte[] key, byte[] name, long left, long leftThere, List<byte[][]> writes) {
    byte[] one = number(1);
    if (left < 0) {
      if (leftThere >= 0) {
        writes.add(words("HPERSIST", key, ascii("FIELDS"), one, name));
      }
      return;
    }
    long at = exact.sourceMillis() + left;
    long surplus = ttl.targetExpiry(at) - at;
    if (leftThere < 0 || Math.abs(leftThere - left - surplus) > SAME_MILLIS) {
      byte[] until = number(ttl.targetExpiry(at));
      writes.add(words("HPEXPIREAT", key, until, ascii("FIELDS"), one, name));
    }
  }
}
