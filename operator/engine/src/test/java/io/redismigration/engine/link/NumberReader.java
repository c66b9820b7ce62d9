package io.redismigration.engine.link;

import io.redismigration.engine.spool.GenerationSupersededException;
import io.redismigration.engine.spool.SpoolReader;
import io.redismigration.redis.rdb.ByteInput;
import io.redismigration.redis.rdb.RdbEntry;
import io.redismigration.redis.rdb.RdbLimits;
import io.redismigration.redis.rdb.RdbReader;
import io.redismigration.redis.resp.ForeignBytesException;
import io.redismigration.redis.resp.StreamCommand;
import io.redismigration.redis.resp.StreamParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/**
 * Reads generations as an applier does and checks that the numbers of {@link NumberWriter} come
 * without gap or repetition: those of the snapshot first, then those of the stream.
 */
final class NumberReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SourceLink link;
  private final Thread thread = new Thread(this::run, "number-reader");
  private final Semaphore allowed = new Semaphore(1);
  private final List<String> otherCommands = new CopyOnWriteArrayList<>();
  private volatile long snapshotNumbers;
  private volatile long numbers;
  private volatile long offset;
  private volatile int generations;
  private volatile int snapshots;
  private volatile int database;
  private volatile Throwable failure;
  private volatile boolean stopped;
  private volatile Generation current;

  NumberReader(SourceLink link) {
    this.link = link;
    thread.setDaemon(true);
  }

  /** Reads from the first number on. */
  NumberReader start() {
    thread.start();
    return this;
  }

  /** Reads on where another reader stopped. */
  NumberReader startAt(long number) {
    numbers = number;
    return start();
  }

  /** Stops reading at the next command, as if the target hung. */
  void hang() {
    allowed.acquireUninterruptibly();
  }

  void goOn() {
    allowed.release();
  }

  private void run() {
    try {
      while (!stopped) {
        try {
          readGeneration(link.awaitGeneration(PATIENCE));
          return;
        } catch (GenerationSupersededException e) {
          numbers = 0;
        }
      }
    } catch (Throwable e) {
      failure = e;
    }
  }

  private void readGeneration(Generation generation) throws Exception {
    current = generation;
    generations++;
    database = generation.initialDatabase();
    ByteInput input = generation.input();
    if (generation.hasSnapshot()) {
      input = readSnapshot(generation);
      snapshots++;
    }
    generation.awaitOffset(PATIENCE);
    long base = generation.startOffset();
    while (!stopped) {
      StreamParser parser = new StreamParser(input);
      try {
        readStream(parser, base);
        return;
      } catch (ForeignBytesException e) {
        base += e.boundary();
        link.dropAndResume(base, e.text());
        input = generation.input();
      }
    }
  }

  private ByteInput readSnapshot(Generation generation) throws IOException {
    RdbReader reader = new RdbReader(generation.input(), RdbLimits.defaults());
    RdbEntry entry = new RdbEntry();
    reader.readHeader();
    long count = 0;
    while (reader.next(entry)) {
      if (entry.kind() == RdbEntry.Kind.AUX && entry.auxKey().equals("repl-stream-db")) {
        database = Integer.parseInt(entry.auxText());
      } else if (isNumber(entry)) {
        count++;
      }
    }
    ByteInput rest = chained(copy(reader.readAhead()), generation.input());
    long total = reader.position();
    if (generation.endMark().isPresent()) {
      byte[] mark = generation.endMark().get();
      ByteBuffer found = ByteBuffer.allocate(mark.length);
      while (found.hasRemaining()) {
        rest.read(found);
      }
      if (!Arrays.equals(found.array(), mark)) {
        throw new AssertionError("the mark does not follow the snapshot");
      }
      total += mark.length;
    }
    generation.snapshotEnded(total);
    snapshotNumbers = count;
    numbers = count;
    return rest;
  }

  private static boolean isNumber(RdbEntry entry) {
    return (entry.kind() == RdbEntry.Kind.VALUE || entry.kind() == RdbEntry.Kind.LARGE_VALUE)
        && entry.keyLength() > 2
        && entry.window().get(entry.keyStart()) == 'n'
        && entry.window().get(entry.keyStart() + 1) == ':';
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }

  private static ByteInput chained(ByteBuffer first, SpoolReader then) {
    return dst -> {
      if (!first.hasRemaining()) {
        return then.read(dst);
      }
      int count = Math.min(first.remaining(), dst.remaining());
      for (int i = 0; i < count; i++) {
        dst.put(first.get());
      }
      return count;
    };
  }

  private void readStream(StreamParser parser, long base) throws Exception {
    StreamCommand command = new StreamCommand();
    offset = base;
    while (!stopped && parser.next(command)) {
      allowed.acquire();
      try {
        apply(command);
      } finally {
        allowed.release();
      }
      offset = base + command.endOffset();
      link.acknowledge(offset);
    }
  }

  private void apply(StreamCommand command) {
    if (command.is("SELECT")) {
      database = (int) command.argNumber(1);
    } else if (command.is("SET") && command.argText(1).startsWith("n:")) {
      long number = Long.parseLong(command.argText(1).substring(2));
      if (number != numbers) {
        throw new AssertionError("number " + number + " where " + numbers + " was due");
      }
      numbers = number + 1;
    } else if (!command.is("PING")) {
      otherCommands.add(new String(command.argBytes(0), StandardCharsets.UTF_8));
    }
  }

  /** How many numbers came, snapshot and stream together; fails if the reading failed. */
  long numbers() {
    if (failure != null) {
      throw new AssertionError("the reader failed", failure);
    }
    return numbers;
  }

  long snapshotNumbers() {
    return snapshotNumbers;
  }

  /** Offset of the last command read. */
  long offset() {
    return offset;
  }

  int generations() {
    return generations;
  }

  int snapshots() {
    return snapshots;
  }

  int database() {
    return database;
  }

  Generation generation() {
    return current;
  }

  List<String> otherCommands() {
    return otherCommands;
  }

  Throwable failure() {
    return failure;
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
