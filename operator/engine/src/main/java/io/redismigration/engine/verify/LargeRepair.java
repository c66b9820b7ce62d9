package io.redismigration.engine.verify;

import static io.redismigration.engine.verify.Commands.number;
import static io.redismigration.engine.verify.Commands.words;

import io.redismigration.engine.exact.BothSides;
import io.redismigration.engine.exact.ExactReader;
import io.redismigration.engine.exact.Page;
import io.redismigration.engine.ttl.TtlPolicy;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.RedisErrorException;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Makes large values of the target equal to the source's, slice by slice, never reading one as a
 * whole. What has no order (fields, members, bytes at a place) is set slice by slice at an offset
 * each, which holds however busy the key is, because the stream keeps equal what is equal. Lists,
 * and streams that lack entries, are made anew while nobody writes to them; a write makes it begin
 * again. Memory for one slice. For one thread, which has the turn at the evidence.
 */
final class LargeRepair {
  private static final int TRIES = 3;

  private final BothSides sides;
  private final ExactReader exact;
  private final TtlPolicy ttl;
  private final Evidence evidence;
  private final AtOffset atOffset;
  private final LargeElements elements;
  private final LargeStreamRepair streams;
  private final BooleanSupplier goesOn;
  private Duration lastCopy = Duration.ZERO;

  /**
   * @param goesOn asked now and then; where the answer is no a copy ends with an error
   */
  LargeRepair(
      BothSides sides,
      ExactReader exact,
      TtlPolicy ttl,
      Evidence evidence,
      BooleanSupplier goesOn) {
    this.goesOn = goesOn;
    this.sides = sides;
    this.exact = exact;
    this.ttl = ttl;
    this.evidence = evidence;
    this.atOffset = new AtOffset(sides, exact);
    this.elements = new LargeElements(sides, exact, atOffset, ttl);
    this.streams = new LargeStreamRepair(sides, exact, atOffset);
  }

  /** How long the last copy of a whole value took. */
  Duration lastCopy() {
    return lastCopy;
  }

  /**
   * Copies a value; whether it is equal then is to be looked at.
   *
   * @return false for a kind of value that cannot be copied in slices
   */
  boolean repair(int database, byte[] key) throws IOException, InterruptedException {
    RedisConnection source = sides.source().in(database);
    String type = Commands.ask(source, words("TYPE", key)).text();
    if (!LargeComparison.isComparable(type)) {
      return type.equals("none");
    }
    removeOtherType(database, key, type);
    long size = LargeComparison.size(source, key, type);
    int slice = Slices.elements(sides.source(), database, key, size);
    try {
      copy(database, key, type, slice);
      expiry(database, key);
    } catch (RedisErrorException e) {
      // It has become something else meanwhile, which the comparison shows.
      if (!evidence.touched().contains(database, key)) {
        throw e;
      }
    }
    return true;
  }

  private void copy(int database, byte[] key, String type, int slice)
      throws IOException, InterruptedException {
    switch (type) {
      case "string" -> string(database, key);
      case "list" -> whileQuiet(database, key, () -> list(database, key, slice));
      case "stream" -> {
        if (!streams.patch(database, key, slice)) {
          whileQuiet(database, key, () -> streams.rebuild(database, key, slice));
        }
      }
      default -> elements.repair(database, key, type, slice);
    }
  }

  private void removeOtherType(int database, byte[] key, String type)
      throws IOException, InterruptedException {
    RedisConnection target = sides.target().in(database);
    String there = Commands.ask(target, words("TYPE", key)).text();
    if (!there.equals(type) && !there.equals("none")) {
      remove(database, key);
    }
  }

  private void remove(int database, byte[] key) throws IOException, InterruptedException {
    atOffset.act(
        database,
        List.of(),
        answers -> Commands.ask(sides.target().connection(), words("DEL", key)));
  }

  @FunctionalInterface
  private interface Copy {
    void run() throws IOException, InterruptedException;
  }

  /** Copies to where there is nothing; again when the stream named the key meanwhile. */
  private void whileQuiet(int database, byte[] key, Copy copy)
      throws IOException, InterruptedException {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Evidence.Open before = evidence.take();
      long begun = System.nanoTime();
      try {
        remove(database, key);
        copy.run();
        lastCopy = Duration.ofNanos(System.nanoTime() - begun);
        // What the source had when the last slice was read has come by here, too.
        atOffset.act(database, List.of(), answers -> {});
        if (!evidence.touched().contains(database, key)) {
          return;
        }
      } catch (RedisErrorException e) {
        if (!evidence.touched().contains(database, key)) {
          throw e;
        }
      } finally {
        evidence.putBack(before);
      }
    }
  }

  private void list(int database, byte[] key, int slice) throws IOException {
    for (long from = 0; ; from += slice) {
      if (!goesOn.getAsBoolean()) {
        throw new IOException("the time for copying a large value was over");
      }
      List<Reply> values =
          Commands.ask(
                  sides.source().in(database),
                  words("LRANGE", key, number(from), number(from + slice - 1)))
              .elements();
      if (!values.isEmpty()) {
        List<byte[]> all = values.stream().map(Commands::bytes).toList();
        Commands.ask(
            sides.target().in(database),
            Commands.words(List.of(Commands.ascii("RPUSH"), key), all));
      }
      if (values.size() < slice) {
        return;
      }
    }
  }

  /** One that is too long is begun anew: there is no command that only cuts it off. */
  private void string(int database, byte[] key) throws IOException, InterruptedException {
    byte[][] length = words("STRLEN", key);
    atOffset.act(
        database,
        Collections.singletonList(length),
        answers -> {
          RedisConnection target = sides.target().connection();
          if (Commands.ask(target, length).number() > answers.get(0).number()) {
            Commands.ask(target, words("DEL", key));
          }
        });
    long[] end = {1};
    for (long from = 0; from < end[0]; from += Slices.BYTES) {
      byte[] at = number(from);
      byte[][] slice = words("GETRANGE", key, at, number(from + Slices.BYTES - 1));
      atOffset.act(
          database,
          List.of(slice, length),
          answers -> {
            end[0] = answers.get(1).number();
            Reply ours = answers.get(0).orThrow("GETRANGE");
            RedisConnection target = sides.target().connection();
            if (!ours.equals(Commands.ask(target, slice))) {
              Commands.ask(target, words("SETRANGE", key, at, Commands.bytes(ours)));
            }
          });
    }
  }

  private void expiry(int database, byte[] key) throws IOException, InterruptedException {
    new AtOffset(sides, exact).expiries(database, List.of(key), source -> setExpiry(key, source));
  }

  private void setExpiry(byte[] key, Page source) throws IOException {
    if (source.state(0) == Page.State.ABSENT) {
      return; // Its deletion is on its way.
    }
    byte[][] command =
        source.ttl(0) == Page.NO_TTL
            ? words("PERSIST", key)
            : words(
                "PEXPIREAT", key, number(ttl.targetExpiry(exact.sourceMillis() + source.ttl(0))));
    Commands.ask(sides.target().connection(), command);
  }
}
