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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes what a large stream has beside its entries equal, each part at an offset. */
final class LargeGroups {
  private static final byte[] LAST = ascii("+");
  private static final String MAX_DELETED = "max-deleted-entry-id";

  /** What both sides' answers of one moment may differ in. */
  private static final Duration SAME_TIME = Duration.ofMillis(500);

  private final BothSides sides;
  private final ExactReader exact;
  private final AtOffset atOffset;

  LargeGroups(BothSides sides, ExactReader exact, AtOffset atOffset) {
    this.sides = sides;
    this.exact = exact;
    this.atOffset = atOffset;
  }

  /**
   * What became of a stream's ids and groups.
   *
   * @param idsSet false when the target cannot be given the source's ids: it has deleted later ones
   * @param names of the groups
   */
  record Result(boolean idsSet, List<byte[]> names) {}

  /** Last id, counters and groups. */
  Result repair(int database, byte[] key) throws IOException, InterruptedException {
    List<byte[]> names = new ArrayList<>();
    boolean[] idsSet = {false};
    atOffset.act(
        database,
        List.of(StreamWords.about(key), StreamWords.groups(key)),
        answers -> {
          names.clear();
          Reply about = answers.get(0).orThrow("XINFO");
          RedisConnection target = sides.target().connection();
          idsSet[0] = setIds(target, key, about);
          List<byte[][]> writes = new ArrayList<>();
          Map<ByteBuffer, Reply> theirs = byName(Commands.ask(target, StreamWords.groups(key)));
          for (Reply group : answers.get(1).orThrow("XINFO").elements()) {
            byte[] name = bytes(StreamWords.field(group, "name"));
            names.add(name);
            group(key, name, group, theirs.remove(ByteBuffer.wrap(name))).ifPresent(writes::add);
          }
          theirs
              .keySet()
              .forEach(name -> writes.add(words("XGROUP", ascii("DESTROY"), key, name.array())));
          Commands.ask(target, writes);
        });
    return new Result(idsSet[0], names);
  }

  /** A largest deleted id cannot be taken back to none, nor a last id to before it. */
  private boolean setIds(RedisConnection target, byte[] key, Reply about) throws IOException {
    if (target.call(setId(key, about)).isError()) {
      return false;
    }
    Optional<Reply> deleted = StreamWords.optional(about, MAX_DELETED);
    Optional<Reply> there =
        StreamWords.optional(Commands.ask(target, StreamWords.about(key)), MAX_DELETED);
    return deleted.isEmpty() || there.isEmpty() || deleted.equals(there);
  }

  private byte[][] setId(byte[] key, Reply about) {
    byte[] last = bytes(StreamWords.field(about, StreamWords.LAST_ID));
    Optional<Reply> added = StreamWords.optional(about, "entries-added");
    Optional<Reply> deleted = StreamWords.optional(about, MAX_DELETED);
    return added.isPresent() && deleted.isPresent() && knowsCounters()
        ? words(
            "XSETID",
            key,
            last,
            ascii("ENTRIESADDED"),
            number(added.get().number()),
            ascii("MAXDELETEDID"),
            bytes(deleted.get()))
        : words("XSETID", key, last);
  }

  private boolean knowsCounters() {
    return sides.target().server().has(Feature.XGROUP_ENTRIESREAD);
  }

  private Optional<byte[][]> group(byte[] key, byte[] name, Reply ours, Reply theirs) {
    Reply delivered = StreamWords.field(ours, "last-delivered-id");
    if (theirs != null && delivered.equals(StreamWords.field(theirs, "last-delivered-id"))) {
      return Optional.empty();
    }
    byte[] how = ascii(theirs == null ? "CREATE" : "SETID");
    Optional<Reply> read = StreamWords.optional(ours, "entries-read");
    return Optional.of(
        knowsCounters() && read.isPresent() && read.get() instanceof Reply.Integer entries
            ? words(
                "XGROUP",
                how,
                key,
                name,
                bytes(delivered),
                ascii("ENTRIESREAD"),
                number(entries.value()))
            : words("XGROUP", how, key, name, bytes(delivered)));
  }

  private static Map<ByteBuffer, Reply> byName(Reply list) {
    Map<ByteBuffer, Reply> byName = new HashMap<>();
    for (Reply each : list.elements()) {
      byName.put(ByteBuffer.wrap(bytes(StreamWords.field(each, "name"))), each);
    }
    return byName;
  }

  /**
   * Pending entries of a group.
   *
   * @return false when one stands for an entry that is deleted, which cannot be made here
   */
  boolean pending(int database, byte[] key, byte[] group, int slice)
      throws IOException, InterruptedException {
    byte[][] from = {ascii("-")};
    boolean[] complete = {true};
    while (from[0] != null && complete[0]) {
      byte[] begin = from[0];
      atOffset.act(
          database,
          Collections.singletonList(words("XPENDING", key, group, begin, LAST, number(slice))),
          answers -> {
            List<PendingEntry> ours =
                PendingEntry.of(exact.sourceMillis(), answers.get(0).orThrow("XPENDING"));
            String end = ours.size() < slice ? null : ours.get(ours.size() - 1).id();
            complete[0] = pending(key, group, begin, end == null ? LAST : ascii(end), slice, ours);
            from[0] = end == null ? null : StreamWords.after(end);
          });
    }
    return complete[0];
  }

  private boolean pending(
      byte[] key, byte[] group, byte[] begin, byte[] end, int slice, List<PendingEntry> ours)
      throws IOException {
    Map<String, PendingEntry> wrong = new LinkedHashMap<>();
    ours.forEach(each -> wrong.put(each.id(), each));
    RedisConnection target = sides.target().connection();
    byte[] from = begin;
    while (from != null) {
      List<Reply> answers =
          Commands.ask(
              target,
              List.of(words("TIME"), words("XPENDING", key, group, from, end, number(slice))));
      List<PendingEntry> theirs = PendingEntry.of(answers.get(0), answers.get(1));
      List<byte[]> surplus = new ArrayList<>();
      for (PendingEntry there : theirs) {
        PendingEntry here = wrong.get(there.id());
        if (here == null) {
          surplus.add(ascii(there.id()));
        } else if (here.sameAs(there, SAME_TIME)) {
          wrong.remove(there.id());
        }
      }
      if (!surplus.isEmpty()) {
        Commands.ask(target, Commands.words(List.of(ascii("XACK"), key, group), surplus));
      }
      from = theirs.size() < slice ? null : StreamWords.after(theirs.get(theirs.size() - 1).id());
    }
    List<byte[][]> claims = wrong.values().stream().map(each -> claim(key, group, each)).toList();
    return Commands.ask(target, claims).stream().noneMatch(done -> done.elements().isEmpty());
  }

  private static byte[][] claim(byte[] key, byte[] group, PendingEntry each) {
    return words(
        "XCLAIM",
        key,
        group,
        each.consumer().array(),
        number(0),
        ascii(each.id()),
        ascii("TIME"),
        number(each.deliveredAtMillis()),
        ascii("RETRYCOUNT"),
        number(each.deliveries()),
        ascii("JUSTID"),
        ascii("FORCE"));
  }

  /** Consumers of a group whose pending entries are right by now. */
  void consumers(int database, byte[] key, byte[] group) throws IOException, InterruptedException {
    atOffset.act(
        database,
        Collections.singletonList(StreamWords.consumers(key, group)),
        answers -> {
          RedisConnection target = sides.target().connection();
          Map<ByteBuffer, Reply> ours = byName(answers.get(0).orThrow("XINFO"));
          Map<ByteBuffer, Reply> theirs =
              byName(Commands.ask(target, StreamWords.consumers(key, group)));
          List<byte[][]> writes = new ArrayList<>();
          for (ByteBuffer name : theirs.keySet()) {
            if (!ours.containsKey(name)) {
              writes.add(words("XGROUP", ascii("DELCONSUMER"), key, group, name.array()));
            }
          }
          if (sides.target().server().has(Feature.XGROUP_CREATECONSUMER)) {
            for (ByteBuffer name : ours.keySet()) {
              if (!theirs.containsKey(name)) {
                writes.add(words("XGROUP", ascii("CREATECONSUMER"), key, group, name.array()));
              }
            }
          }
          Commands.ask(target, writes);
        });
  }
}
