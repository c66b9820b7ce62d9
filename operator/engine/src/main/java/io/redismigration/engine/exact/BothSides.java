package io.redismigration.engine.exact;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.BooleanSupplier;

/**
 * Source and target with a reader each, asked at the same time, and asked for what comes next while
 * what came is looked at. Memory is bounded: payloads of about 8 MiB at once, or one value of at
 * most 16 MiB. For one thread; {@link #close} for any.
 */
public final class BothSides implements AutoCloseable {
  private static final long BATCH_BYTES = 8 << 20;

  /** Small, because a time to live is known as exactly as its chunk took. */
  private static final long CHUNK_BYTES = 1 << 20;

  /** What both servers hold ready for us at most, but for one chunk. */
  private static final long BYTES_UNDER_WAY = 8 << 20;

  private final Side source;
  private final Side target;
  private final KeyReader atSource;
  private final KeyReader atTarget;

  /** Sees one key as both sides have it; what the pages hold is gone with the next key. */
  @FunctionalInterface
  public interface PairVisitor {
    void visit(Page source, Page target, int index) throws IOException, InterruptedException;
  }

  public BothSides(Side source, Side target) {
    this.source = source;
    this.target = target;
    this.atSource = new KeyReader(source);
    this.atTarget = new KeyReader(target);
  }

  public Side source() {
    return source;
  }

  public Side target() {
    return target;
  }

  KeyReader atSource() {
    return atSource;
  }

  KeyReader atTarget() {
    return atTarget;
  }

  /** How many keys to read at once, so that the longer way there and back is not waited for. */
  public int keysAtOnce() throws IOException {
    return ahead().keys();
  }

  /** How many keys to list at once, as {@link Side#listedAtOnce}. */
  public int listedAtOnce() throws IOException {
    return ahead().listed();
  }

  /** What nobody can measure may be large: no more of it is on its way than is needed. */
  private int chunksAtOnce() throws IOException {
    return atSource.measures() || atTarget.measures() ? ahead().chunks() : Ahead.FEWEST;
  }

  private Ahead ahead() throws IOException {
    return new Ahead(Math.max(source.ahead().chunks(), target.ahead().chunks()));
  }

  /**
   * Reads keys of one database from both sides, each as it is at that moment.
   *
   * @param keys some hundreds, or {@link #keysAtOnce}
   */
  public void read(int database, List<byte[]> keys, PairVisitor visitor)
      throws IOException, InterruptedException {
    read(database, keys, () -> true, visitor);
  }

  /**
   * The same, until it is to end.
   *
   * @param goesOn asked before every chunk, of at most 1 MiB or one larger value
   * @return false when it ended before it was through: answers are on their way that nobody will
   *     read, so that both connections are given up
   */
  public boolean read(int database, List<byte[]> keys, BooleanSupplier goesOn, PairVisitor visitor)
      throws IOException, InterruptedException {
    measure(database, keys);
    boolean through = false;
    try {
      int most = chunksAtOnce();
      Queue<Chunk> underWay = new ArrayDeque<>(most);
      int asked = 0;
      long bytes = 0;
      while (asked < keys.size() || !underWay.isEmpty()) {
        if (!goesOn.getAsBoolean()) {
          return false;
        }
        while (asked < keys.size()
            && underWay.size() < most
            && (underWay.size() < Ahead.FEWEST || bytes < BYTES_UNDER_WAY)) {
          Chunk next = ask(asked, keys.size());
          underWay.add(next);
          bytes += next.bytes();
          asked = next.to();
        }
        Chunk now = underWay.remove();
        receive(now);
        bytes -= now.bytes();
        for (int i = now.from(); i < now.to(); i++) {
          visitor.visit(atSource.page(), atTarget.page(), i);
        }
      }
      through = true;
      return true;
    } finally {
      if (!through) {
        reset();
      }
    }
  }

  /** Keys whose values both sides were asked for, and when. */
  private record Chunk(int from, int to, long bytes, long sourceNanos, long targetNanos) {}

  private Chunk ask(int from, int count) throws IOException {
    int most = Math.min(count, from + Ahead.CHUNK_KEYS);
    int to = chunkEnd(from, most, CHUNK_BYTES);
    return new Chunk(
        from, to, bytes(from, to), atSource.askValues(from, to), atTarget.askValues(from, to));
  }

  private void receive(Chunk chunk) throws IOException {
    atSource.receiveValues(chunk.from(), chunk.to(), chunk.sourceNanos());
    atTarget.receiveValues(chunk.from(), chunk.to(), chunk.targetNanos());
  }

  /** Learns which keys are too large to be read in one piece. */
  void measure(int database, List<byte[]> keys) throws IOException {
    atSource.begin(keys);
    atTarget.begin(keys);
    atSource.askMemory(database);
    atTarget.askMemory(database);
    atSource.receiveMemory();
    atTarget.receiveMemory();
    atSource.borrowMemory(atTarget.page());
    atTarget.borrowMemory(atSource.page());
    atSource.askTypes();
    atTarget.askTypes();
    atSource.receiveTypes();
    atTarget.receiveTypes();
    atSource.askSizes();
    atTarget.askSizes();
    atSource.receiveSizes();
    atTarget.receiveSizes();
  }

  /** Where a batch that begins at {@code from} has enough bytes. */
  int batchEnd(int from, int count) {
    return chunkEnd(from, count, BATCH_BYTES);
  }

  private int chunkEnd(int from, int count, long enough) {
    long bytes = 0;
    int to = from;
    while (to < count && (to == from || bytes < enough)) {
      bytes += largerOf(to);
      to++;
    }
    return to;
  }

  private long bytes(int from, int to) {
    long bytes = 0;
    for (int i = from; i < to; i++) {
      bytes += largerOf(i);
    }
    return bytes;
  }

  private long largerOf(int index) {
    return Math.max(bytesOf(atSource.page(), index), bytesOf(atTarget.page(), index));
  }

  private static long bytesOf(Page page, int index) {
    return page.state(index) == Page.State.WHOLE ? page.size(index) : 0;
  }

  /** Gives up both connections after a failure. */
  public void reset() {
    source.reset();
    target.reset();
  }

  @Override
  public void close() {
    source.close();
    target.close();
  }
}
