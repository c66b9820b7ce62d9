package io.redismigration.engine.verify;

import static io.redismigration.engine.verify.Commands.ascii;
import static io.redismigration.engine.verify.Commands.bytes;
import static io.redismigration.engine.verify.Commands.number;
import static io.redismigration.engine.verify.Commands.words;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.exact.ExactReader;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import io.redismigration.redis.server.Feature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes a large stream of the target equal to the source's. What only has to be taken away, and all
 * that is no entry (ids, groups, consumers, pending entries), is set right slice by slice at an
 * offset each. Entries cannot be put between others: a stream that lacks some is made anew.
 */
final class LargeStreamRepair {
  /** Pending entries without an entry, between two entries, that are remembered. */
  private static final int MOST_TOMBSTONES = 200_000;

  private static final byte[] FIRST = ascii("-");
  private static final byte[] LAST = ascii("+");

  private final BothSides sides;
  private final AtOffset atOffset;
  private final LargeGroups groups;

  LargeStreamRepair(BothSides sides, ExactReader exact, AtOffset atOffset) {
    this.sides = sides;
    this.atOffset = atOffset;
    this.groups = new LargeGroups(sides, exact, atOffset);
  }

  /**
   * Sets right what can be where it is.
   *
   * @return false when entries are missing, or ids cannot be taken back: it has to be made anew
   */
  boolean patch(int database, byte[] key, int slice) throws IOException, InterruptedException {
    if (!entries(database, key, slice)) {
      return false;
    }
    LargeGroups.Result result = groups.repair(database, key);
    if (!result.idsSet()) {
      return false;
    }
    for (byte[] group : result.names()) {
      if (!groups.pending(database, key, group, slice)) {
        return false;
      }
      groups.consumers(database, key, group);
    }
    return true;
  }

  /** Goes through the source's entries; what the target has between them is deleted. */
  private boolean entries(int database, byte[] key, int slice)
      throws IOException, InterruptedException {
    byte[][] from = {FIRST};
    boolean[] complete = {true};
    while (from[0] != null && complete[0]) {
      byte[] begin = from[0];
      atOffset.act(
          database,
          Collections.singletonList(range(key, begin, LAST, slice)),
          answers -> {
            List<Reply> ours = answers.get(0).orThrow("XRANGE").elements();
            boolean last = ours.size() < slice;
            String end = last ? null : StreamWords.idOf(ours.get(ours.size() - 1));
            complete[0] = entries(key, begin, end == null ? LAST : ascii(end), slice, ours);
            from[0] = end == null ? null : StreamWords.after(end);
          });
    }
    return complete[0];
  }

  private boolean entries(byte[] key, byte[] begin, byte[] end, int slice, List<Reply> ours)
      throws IOException {
    Map<String, Reply> wanted = new HashMap<>();
    ours.forEach(entry -> wanted.put(StreamWords.idOf(entry), entry));
    RedisConnection target = sides.target().connection();
    byte[] from = begin;
    while (from != null) {
      List<Reply> theirs = Commands.ask(target, range(key, from, end, slice)).elements();
      List<byte[]> surplus = new ArrayList<>();
      for (Reply entry : theirs) {
        Reply same = wanted.remove(StreamWords.idOf(entry));
        if (same == null) {
          surplus.add(bytes(entry.elements().get(0)));
        } else if (!same.equals(entry)) {
          return false;
        }
      }
      if (!surplus.isEmpty()) {
        Commands.ask(target, Commands.words(List.of(ascii("XDEL"), key), surplus));
      }
      from =
          theirs.size() < slice
              ? null
              : StreamWords.after(StreamWords.idOf(theirs.get(theirs.size() - 1)));
    }
    return wanted.isEmpty();
  }

  private static byte[][] range(byte[] key, byte[] from, byte[] to, int count) {
    return words("XRANGE", key, from, to, StreamWords.COUNT, number(count));
  }

  /** Copies a stream to where there is none; a write to it meanwhile makes the copy worthless. */
  void rebuild(int database, byte[] key, int slice) throws IOException, InterruptedException {
    RedisConnection source = sides.source().in(database);
    RedisConnection target = sides.target().in(database);
    List<byte[]> names = new ArrayList<>();
    for (Reply group : Commands.ask(source, StreamWords.groups(key)).elements()) {
      names.add(bytes(StreamWords.field(group, "name")));
    }
    byte[] from = FIRST;
    while (from != null) {
      List<Reply> entries = Commands.ask(source, range(key, from, LAST, slice)).elements();
      boolean last = entries.size() < slice;
      String end = last ? null : StreamWords.idOf(entries.get(entries.size() - 1));
      TreeMap<String, Reply> all = new TreeMap<>(StreamWords::compare);
      entries.forEach(entry -> all.put(StreamWords.idOf(entry), entry));
      for (byte[] name : names) {
        tombstones(source, key, name, from, end == null ? LAST : ascii(end), slice, all);
      }
      add(target, key, all);
      from = end == null ? null : StreamWords.after(end);
    }
    for (byte[] name : groups.repair(database, key).names()) {
      groups.pending(database, key, name, slice);
    }
    trim(database, key);
    patch(database, key, slice);
  }

  /**
   * Pending entries can only be made for entries that are there: those that were deleted at the
   * source stand there without fields until then.
   */
  private static void tombstones(
      RedisConnection source,
      byte[] key,
      byte[] group,
      byte[] begin,
      byte[] end,
      int slice,
      TreeMap<String, Reply> all)
      throws IOException {
    byte[] from = begin;
    while (from != null) {
      List<Reply> pending =
          Commands.ask(source, words("XPENDING", key, group, from, end, number(slice))).elements();
      for (Reply each : pending) {
        all.putIfAbsent(each.elements().get(0).text(), new Reply.Null());
      }
      if (all.size() > MOST_TOMBSTONES) {
        throw new IOException("more deleted entries are pending than can be remembered");
      }
      from =
          pending.size() < slice
              ? null
              : StreamWords.after(pending.get(pending.size() - 1).elements().get(0).text());
    }
  }

  private static void add(RedisConnection target, byte[] key, TreeMap<String, Reply> entries)
      throws IOException {
    List<byte[][]> writes = new ArrayList<>();
    for (Map.Entry<String, Reply> each : entries.entrySet()) {
      List<byte[]> fields =
          each.getValue() instanceof Reply.Null
              ? List.of(FIRST, FIRST)
              : each.getValue().elements().get(1).elements().stream().map(Commands::bytes).toList();
      writes.add(Commands.words(List.of(ascii("XADD"), key, ascii(each.getKey())), fields));
    }
    Commands.ask(target, writes);
  }

  /**
   * What stands before the source's first entry only because it is pending goes by XTRIM, which
   * leaves the largest deleted id as it is. What is left of it goes by XDEL.
   */
  private void trim(int database, byte[] key) throws IOException, InterruptedException {
    if (!sides.target().server().has(Feature.XADD_MINID)) {
      return;
    }
    atOffset.act(
        database,
        Collections.singletonList(range(key, FIRST, LAST, 1)),
        answers -> {
          List<Reply> first = answers.get(0).orThrow("XRANGE").elements();
          Commands.ask(
              sides.target().connection(),
              first.isEmpty()
                  ? words("XTRIM", key, ascii("MAXLEN"), number(0))
                  : words("XTRIM", key, ascii("MINID"), bytes(first.get(0).elements().get(0))));
        });
  }
}
