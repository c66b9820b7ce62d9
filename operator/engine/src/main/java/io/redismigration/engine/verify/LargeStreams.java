package io.redismigration.engine.verify;

import static io.redismigration.engine.verify.LargeComparison.ascii;
import static io.redismigration.engine.verify.LargeComparison.command;
import static io.redismigration.engine.verify.LargeComparison.number;

import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Compares two large streams: entries, last id, groups, consumers and pending entries. */
final class LargeStreams {
  private static final int ELEMENTS = 500;
  private static final byte[] COUNT = ascii("COUNT");

  /**
   * When a consumer was last seen is not replicated; how pending entries are stored is not told.
   */
  private static final List<String> GROUP_FIELDS =
      List.of("name", "consumers", "pending", "last-delivered-id");

  private final RedisConnection source;
  private final RedisConnection target;

  LargeStreams(RedisConnection source, RedisConnection target) {
    this.source = source;
    this.target = target;
  }

  boolean equal(byte[] key) throws IOException {
    List<Reply> about = both(command("XINFO", ascii("STREAM"), key));
    List<Reply> groups = both(command("XINFO", ascii("GROUPS"), key));
    if (!Objects.equals(
            field(about.get(0), "last-generated-id"), field(about.get(1), "last-generated-id"))
        || !sorted(groups.get(0), GROUP_FIELDS).equals(sorted(groups.get(1), GROUP_FIELDS))) {
      return false;
    }
    for (Reply group : groups.get(0).elements()) {
      byte[] name = ((Reply.Bulk) field(group, "name")).bytes();
      List<Reply> consumers = both(command("XINFO", ascii("CONSUMERS"), key, name));
      List<String> fields = List.of("name", "pending");
      if (!sorted(consumers.get(0), fields).equals(sorted(consumers.get(1), fields))
          || !pending(key, name)) {
        return false;
      }
    }
    return entries(key);
  }

  private boolean entries(byte[] key) throws IOException {
    byte[] from = ascii("-");
    while (true) {
      List<Reply> slices = both(command("XRANGE", key, from, ascii("+"), COUNT, number(ELEMENTS)));
      if (!slices.get(0).equals(slices.get(1))) {
        return false;
      }
      List<Reply> entries = slices.get(0).elements();
      if (entries.size() < ELEMENTS) {
        return true;
      }
      from = after(entries.get(entries.size() - 1).elements().get(0).text());
    }
  }

  private boolean pending(byte[] key, byte[] group) throws IOException {
    byte[] from = ascii("-");
    while (true) {
      List<Reply> slices =
          both(command("XPENDING", key, group, from, ascii("+"), number(ELEMENTS)));
      List<Reply> ours = slices.get(0).elements();
      List<Reply> theirs = slices.get(1).elements();
      if (ours.size() != theirs.size()) {
        return false;
      }
      for (int i = 0; i < ours.size(); i++) {
        List<Reply> one = ours.get(i).elements();
        List<Reply> other = theirs.get(i).elements();
        // The third says how long ago, which is another number a moment later.
        if (!one.get(0).equals(other.get(0))
            || !one.get(1).equals(other.get(1))
            || !one.get(3).equals(other.get(3))) {
          return false;
        }
      }
      if (ours.size() < ELEMENTS) {
        return true;
      }
      from = after(ours.get(ours.size() - 1).elements().get(0).text());
    }
  }

  /** The least id behind that one: open ranges are unknown before 6.2. */
  private static byte[] after(String id) {
    int dash = id.indexOf('-');
    long millis = Long.parseUnsignedLong(id.substring(0, dash));
    long sequence = Long.parseUnsignedLong(id.substring(dash + 1)) + 1;
    if (sequence == 0) {
      millis++;
    }
    return ascii(Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(sequence));
  }

  private static List<String> sorted(Reply list, List<String> fields) {
    List<String> lines = new ArrayList<>();
    for (Reply each : list.elements()) {
      StringBuilder line = new StringBuilder();
      fields.forEach(name -> line.append(field(each, name).text()).append('\n'));
      lines.add(line.toString());
    }
    lines.sort(null);
    return lines;
  }

  private static Reply field(Reply pairs, String name) {
    List<Reply> elements = pairs.elements();
    for (int i = 0; i + 1 < elements.size(); i += 2) {
      if (elements.get(i).text().equals(name)) {
        return elements.get(i + 1);
      }
    }
    throw new IllegalStateException("XINFO told no " + name);
  }

  private List<Reply> both(byte[][] command) throws IOException {
    return LargeComparison.both(source, target, command);
  }
}
