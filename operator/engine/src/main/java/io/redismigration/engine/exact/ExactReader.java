package io.redismigration.engine.exact;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.stream.Cut;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.Fragment;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.RedisErrorException;
import io.redismigration.redis.resp.Reply;
import io.redismigration.redis.resp.ReplyKind;
import io.redismigration.redis.resp.ReplyReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads keys as they are at one offset O on both sides: the stream stands still at P; a transaction
 * on the source gives values and O, at least P; the stream is applied exactly up to O; and there
 * the target is read, or written. The stream waits for some milliseconds per batch. For one thread.
 */
public final class ExactReader {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration HOLD = Duration.ofSeconds(3);
  private static final Fragment MULTI = Fragment.command(1, "MULTI");
  private static final Fragment EXEC = Fragment.command(1, "EXEC");
  private static final Fragment TIME = Fragment.command(1, "TIME");
  private static final Fragment PTTL = Fragment.command(2, "PTTL");
  private static final Fragment INFO = Fragment.command(2, "INFO", "replication");
  private static final String OFFSET = "master_repl_offset:";

  private final BothSides sides;
  private final StreamCuts cuts;
  private long offset;
  private long sourceMillis;
  private long pausedNanos;

  /** Acts while the stream stands at the offset; nothing but the stream writes to the target. */
  @FunctionalInterface
  public interface AtOffset {
    /**
     * @param source the keys as the source had them at this offset
     */
    void at(Page source) throws IOException, InterruptedException;
  }

  public ExactReader(BothSides sides, StreamCuts cuts) {
    this.sides = sides;
    this.cuts = cuts;
  }

  /** Offset of the last read, in bytes. */
  public long offset() {
    return offset;
  }

  /** The source's clock just after the last read; Unix time in milliseconds. */
  public long sourceMillis() {
    return sourceMillis;
  }

  /** How long the stream stood still in all, in nanoseconds. */
  public long pausedNanos() {
    return pausedNanos;
  }

  /**
   * Compares keys of one database at one offset.
   *
   * @param keys a thousand at most: the stream waits for all of them, and a cut costs as much as
   *     the lag
   * @return how many keys, from the first on, were visited: fewer than asked for when their values
   *     are large; 0 when the stream went on meanwhile, so that what was seen proves nothing
   */
  public int compare(int database, List<byte[]> keys, BothSides.PairVisitor visitor)
      throws IOException, InterruptedException {
    sides.measure(database, keys);
    sides.atSource().page().expectAll();
    sides.atTarget().page().expectAll();
    int end = sides.batchEnd(0, keys.size());
    boolean held =
        hold(
            () -> readSource(end),
            source -> {
              long asked = sides.atTarget().askValues(0, end);
              sides.atTarget().receiveValues(0, end, asked);
              for (int i = 0; i < end; i++) {
                visitor.visit(source, sides.atTarget().page(), i);
              }
            });
    return held ? end : 0;
  }

  /**
   * Reads when keys of one database expire at the source, and acts at that offset.
   *
   * @param keys some thousand at most
   * @return false when the stream went on meanwhile: it has to be done again
   */
  public boolean expiries(int database, List<byte[]> keys, AtOffset action)
      throws IOException, InterruptedException {
    sides.atSource().begin(keys);
    sides.source().in(database);
    return hold(this::readTtls, action);
  }

  /** Acts on answers of the source while the stream stands at their offset. */
  @FunctionalInterface
  public interface OnAnswers {
    /**
     * @param answers one per command; an error is one, too
     */
    void at(List<Reply> answers) throws IOException, InterruptedException;
  }

  /**
   * Asks the source several things in one transaction, and acts at that offset. For what is too
   * large to be read as a whole: what is asked for has to be a slice.
   *
   * @param commands each as its words; must not write
   * @return false when the stream went on meanwhile: it has to be done again
   */
  public boolean answers(int database, List<byte[][]> commands, OnAnswers action)
      throws IOException, InterruptedException {
    sides.source().in(database);
    sides.target().in(database);
    List<Reply> answers = new ArrayList<>();
    return hold(() -> readAnswers(commands, answers), source -> action.at(answers));
  }

  private void readAnswers(List<byte[][]> commands, List<Reply> answers) throws IOException {
    begin();
    CommandWriter writer = sides.source().connection().writer();
    for (byte[][] command : commands) {
      writer.begin(command.length);
      for (byte[] word : command) {
        writer.arg(word);
      }
    }
    finish(commands.size());
    ReplyReader reader = sides.source().connection().reader();
    for (int i = 0; i < commands.size(); i++) {
      answers.add(reader.read());
    }
    receiveOffset();
  }

  @FunctionalInterface
  private interface SourceRead {
    void read() throws IOException;
  }

  private boolean hold(SourceRead read, AtOffset action) throws IOException, InterruptedException {
    try (Cut cut = cuts.pause(PATIENCE, HOLD)) {
      long begun = System.nanoTime();
      try {
        read.read();
        cut.advanceTo(offset);
        action.at(sides.atSource().page());
        return cut.release();
      } finally {
        cut.release();
        pausedNanos += System.nanoTime() - begun;
      }
    } catch (EngineException e) {
      if (e.reason() == Reason.CutTimedOut) {
        return false;
      }
      throw e;
    }
  }

  private void readSource(int end) throws IOException {
    KeyReader reader = sides.atSource();
    begin();
    int before = queued(reader.page(), end);
    reader.queueValues(0, end);
    long asked = finish(before);
    reader.receiveValues(0, end, asked);
    receiveOffset();
  }

  private static int queued(Page page, int end) {
    int count = 0;
    for (int i = 0; i < end; i++) {
      count +=
          switch (page.state(i)) {
            case WHOLE -> 2;
            case LARGE, UNKNOWN -> 1;
            case ABSENT -> 0;
          };
    }
    return count;
  }

  private void readTtls() throws IOException {
    Page page = sides.atSource().page();
    begin();
    CommandWriter writer = sides.source().connection().writer();
    page.keys().forEach(key -> writer.put(PTTL).arg(key));
    page.asked(finish(page.keys().size()));
    ReplyReader reader = sides.source().connection().reader();
    for (int i = 0; i < page.keys().size(); i++) {
      if (reader.next() != ReplyKind.INTEGER) {
        throw new RedisErrorException("PTTL", reader.error());
      }
      page.ttl(i, reader.integer());
      page.state(i, reader.integer() < Page.NO_TTL ? Page.State.ABSENT : Page.State.WHOLE);
    }
    page.received();
    receiveOffset();
  }

  private void begin() throws IOException {
    sides.source().connection().writer().put(MULTI);
  }

  /**
   * Sends the transaction and reads up to its answers. Returns when it was sent, by the monotonic
   * clock.
   */
  private long finish(int commands) throws IOException {
    RedisConnection source = sides.source().connection();
    source.writer().put(TIME).put(INFO).put(EXEC);
    long sent = System.nanoTime();
    source.flush();
    ReplyReader reader = source.reader();
    for (int i = 0; i < commands + 3; i++) {
      reader.read().orThrow("MULTI");
    }
    if (reader.next() != ReplyKind.ARRAY) {
      throw reader.kind() == ReplyKind.ERROR
          ? new RedisErrorException("EXEC", reader.error())
          : new IOException("EXEC gave no answers");
    }
    return sent;
  }

  private void receiveOffset() throws IOException {
    ReplyReader reader = sides.source().connection().reader();
    List<Reply> time = reader.read().orThrow("TIME").elements();
    sourceMillis = time.get(0).number() * 1_000 + time.get(1).number() / 1_000 + 1;
    String info = reader.read().orThrow("INFO").text();
    int at = info.indexOf(OFFSET);
    if (at < 0) {
      throw new IOException("INFO replication names no offset");
    }
    int end = at + OFFSET.length();
    while (end < info.length() && Character.isDigit(info.charAt(end))) {
      end++;
    }
    offset = Long.parseLong(info.substring(at + OFFSET.length(), end));
  }
}
