package io.redismigration.engine.verify;

import static io.redismigration.engine.verify.Commands.ascii;
import static io.redismigration.engine.verify.Commands.number;
import static io.redismigration.engine.verify.Commands.words;

import io.redismigration.engine.bucket.ReplicatedStreams;
import io.redismigration.engine.exact.BothSides;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares two large streams: entries, last and deleted ids, groups, consumers and pending entries.
 * What {@link ReplicatedStreams} leaves out of smaller ones is left out here.
 */
final class LargeStreams {
  /** Told from 7.0 on; compared where both sides tell. */
  private static final List<String> COUNTERS = List.of("entries-added", "max-deleted-entry-id");

  private final BothSides sides;
  private final Duration tolerance;
  private RedisConnection source;
  private RedisConnection target;
  private byte[] count;
  private int slice;

  /**
   * @param tolerance what of a difference between delivery times goes without saying: they are told
   *     as how long ago
   */
  LargeStreams(BothSides sides, Duration tolerance) {
    this.sides = sides;
    this.tolerance = tolerance;
  }

  boolean equal(int database, byte[] key, int elements) throws IOException {
    source = sides.source().in(database);
    target = sides.target().in(database);
    slice = elements;
    count = number(elements);
    List<Reply> about = both(StreamWords.about(key));
    List<Reply> groups = both(StreamWords.groups(key));
    if (!sameIds(about.get(0), about.get(1))
        || !lines(groups.get(0), this::group).equals(lines(groups.get(1), this::group))) {
      return false;
    }
    for (Reply group : groups.get(0).elements()) {
      byte[] name = Commands.bytes(StreamWords.field(group, "name"));
      List<Reply> consumers = both(StreamWords.consumers(key, name));
      if (!lines(consumers.get(0), this::consumer).equals(lines(consumers.get(1), this::consumer))
          || !pending(key, name)) {
        return false;
      }
    }
    return entries(key);
  }

  private static boolean sameIds(Reply ours, Reply theirs) {
    for (String name : COUNTERS) {
      Optional<Reply> one = StreamWords.optional(ours, name);
      Optional<Reply> other = StreamWords.optional(theirs, name);
      if (one.isPresent() && other.isPresent() && !one.equals(other)) {
        return false;
      }
    }
    return StreamWords.field(ours, StreamWords.LAST_ID)
        .equals(StreamWords.field(theirs, StreamWords.LAST_ID));
  }

  private boolean entries(byte[] key) throws IOException {
    byte[] from = ascii("-");
    while (true) {
      List<Reply> slices = both(words("XRANGE", key, from, ascii("+"), StreamWords.COUNT, count));
      if (!slices.get(0).equals(slices.get(1))) {
        return false;
      }
      List<Reply> entries = slices.get(0).elements();
      if (entries.size() < slice) {
        return true;
      }
      from = StreamWords.after(StreamWords.idOf(entries.get(entries.size() - 1)));
    }
  }

  private boolean pending(byte[] key, byte[] group) throws IOException {
    byte[] from = ascii("-");
    while (true) {
      List<byte[][]> asked =
          List.of(words("TIME"), words("XPENDING", key, group, from, ascii("+"), count));
      List<List<Reply>> both = Commands.both(source, target, asked);
      List<PendingEntry> ours = PendingEntry.of(both.get(0).get(0), both.get(0).get(1));
      List<PendingEntry> theirs = PendingEntry.of(both.get(1).get(0), both.get(1).get(1));
      if (ours.size() != theirs.size()) {
        return false;
      }
      for (int i = 0; i < ours.size(); i++) {
        if (!ours.get(i).sameAs(theirs.get(i), tolerance)) {
          return false;
        }
      }
      if (ours.size() < slice) {
        return true;
      }
      from = StreamWords.after(ours.get(ours.size() - 1).id());
    }
  }

  @FunctionalInterface
  private interface Line {
    /** What of one group or consumer counts; empty: it does not count. */
    Optional<String> of(Reply fields);
  }

  private Optional<String> group(Reply fields) {
    return Optional.of(StreamWords.texts(fields, List.of("name", "pending", "last-delivered-id")));
  }

  /** Those that wait for nothing do not count, as {@link ReplicatedStreams} says. */
  private Optional<String> consumer(Reply fields) {
    return StreamWords.field(fields, "pending").number() > 0
        ? Optional.of(StreamWords.texts(fields, List.of("name", "pending")))
        : Optional.empty();
  }

  private static List<String> lines(Reply list, Line line) {
    List<String> lines = new ArrayList<>();
    for (Reply each : list.elements()) {
      line.of(each).ifPresent(lines::add);
    }
    lines.sort(null);
    return lines;
  }

  private List<Reply> both(byte[][] command) throws IOException {
    return Commands.both(source, target, command);
  }
}
