package io.redismigration.engine.verify;

import static io.redismigration.engine.verify.Commands.ascii;
import static io.redismigration.engine.verify.Commands.bytes;
import static io.redismigration.engine.verify.Commands.number;
import static io.redismigration.engine.verify.Commands.words;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.redis.resp.Reply;
import io.redismigration.redis.server.Feature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares two large hashes: fields, their values, and when they expire where both sides know such
 * times. Fields whose time at the source is over count on neither side.
 */
final class LargeHashes {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final byte[] FIELDS = ascii("FIELDS");

  private final BothSides sides;
  private final TtlRule ttls;
  private final boolean fieldsExpire;
  private boolean held;
  private boolean hasExpiringFields;

  LargeHashes(BothSides sides, TtlRule ttls) {
    this.sides = sides;
    this.ttls = ttls;
    this.fieldsExpire = fieldsExpire(sides);
  }

  /** Whether both sides know fields that expire. */
  static boolean fieldsExpire(BothSides sides) {
    return sides.source().server().has(Feature.HASH_FIELD_TTL)
        && sides.target().server().has(Feature.HASH_FIELD_TTL);
  }

  /** Another key is compared. */
  void begin() {
    held = false;
    hasExpiringFields = false;
  }

  boolean held() {
    return held;
  }

  boolean hasExpiringFields() {
    return hasExpiringFields;
  }

  /**
   * Compares.
   *
   * @param sameSize whether both have as many fields, with those whose time is over
   */
  Verdict compare(int database, byte[] key, int slice, boolean sameSize) throws IOException {
    if (!fieldsExpire && !sameSize) {
      return Verdict.VALUE;
    }
    Verdict times = Verdict.EQUAL;
    for (ElementScan scan = new ElementScan(sides.source(), database, "HSCAN", key, slice);
        scan.hasNext(); ) {
      List<Reply> pairs = scan.next();
      if (!pairs.isEmpty()) {
        Verdict page = page(database, key, pairs);
        if (page == Verdict.VALUE) {
          return page;
        }
        times = page == Verdict.TTL ? page : times;
      }
    }
    return sameSize || nothingElse(database, key, slice) ? times : Verdict.VALUE;
  }

  /** Fields and values of the source, and what the target has of them. */
  private Verdict page(int database, byte[] key, List<Reply> pairs) throws IOException {
    List<byte[]> fields = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      fields.add(bytes(pairs.get(i)));
    }
    List<Reply> theirs =
        Commands.ask(sides.target().in(database), ofFields("HMGET", key, fields)).elements();
    Times times = fieldsExpire ? times(database, key, fields) : null;
    Verdict verdict = Verdict.EQUAL;
    for (int i = 0; i < fields.size(); i++) {
      if (times != null && times.isOver(i)) {
        continue;
      }
      if (!theirs.get(i).equals(pairs.get(2 * i + 1))) {
        return Verdict.VALUE;
      }
      if (times != null && !times.agree(i)) {
        verdict = Verdict.TTL;
      }
    }
    return verdict;
  }

  /** Whether the target has no field that the source lacks, but for those that expire. */
  private boolean nothingElse(int database, byte[] key, int slice) throws IOException {
    for (ElementScan scan = new ElementScan(sides.target(), database, "HSCAN", key, slice);
        scan.hasNext(); ) {
      List<Reply> pairs = scan.next();
      List<byte[]> unknown = new ArrayList<>();
      List<byte[]> fields = new ArrayList<>();
      for (int i = 0; i < pairs.size(); i += 2) {
        fields.add(bytes(pairs.get(i)));
      }
      List<Reply> there =
          Commands.ask(
              sides.source().in(database),
              fields.stream().map(field -> words("HEXISTS", key, field)).toList());
      for (int i = 0; i < fields.size(); i++) {
        if (there.get(i).number() == 0) {
          unknown.add(fields.get(i));
        }
      }
      if (!unknown.isEmpty() && !allOver(database, key, unknown)) {
        return false;
      }
    }
    return true;
  }

  private boolean allOver(int database, byte[] key, List<byte[]> fields) throws IOException {
    for (Reply left : Commands.ask(sides.target().in(database), times(key, fields)).elements()) {
      if (left.number() < 0 || !ttls.isOver(left.number(), true)) {
        return false;
      }
    }
    return true;
  }

  /** HMGET and the like. */
  static byte[][] ofFields(String command, byte[] key, List<byte[]> fields) {
    return Commands.words(List.of(ascii(command), key), fields);
  }

  /** Asks how long fields live. */
  static byte[][] times(byte[] key, List<byte[]> fields) {
    return Commands.words(List.of(ascii("HPTTL"), key, FIELDS, number(fields.size())), fields);
  }

  private Times times(int database, byte[] key, List<byte[]> fields) throws IOException {
    long asked = System.nanoTime();
    List<Reply> left =
        Commands.both(sides.source().in(database), sides.target().in(database), times(key, fields));
    long window = (System.nanoTime() - asked) / NANOS_PER_MILLI + 1;
    return new Times(left.get(0).elements(), left.get(1).elements(), window);
  }

  /** How long fields live, asked of both sides within some milliseconds. */
  private final class Times {
    private final List<Reply> ours;
    private final List<Reply> theirs;
    private final long windowMillis;

    Times(List<Reply> ours, List<Reply> theirs, long windowMillis) {
      this.ours = ours;
      this.theirs = theirs;
      this.windowMillis = windowMillis;
    }

    boolean isOver(int field) {
      long left = ours.get(field).number();
      return left >= 0 && ttls.isOver(left, false);
    }

    boolean agree(int field) {
      long left = ours.get(field).number();
      long there = theirs.get(field).number();
      hasExpiringFields |= left >= 0 || there >= 0;
      if (left < 0 || there < 0) {
        return left == there;
      }
      return switch (ttls.judge(there - left - windowMillis, there - left + windowMillis)) {
        case SAME -> true;
        case HELD -> {
          held = true;
          yield true;
        }
        case DIFFERENT -> false;
      };
    }
  }
}
