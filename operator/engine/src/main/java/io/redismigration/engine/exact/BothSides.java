package io.redismigration.engine.exact;

import java.io.IOException;
import java.util.List;

/**
 * Source and target with a reader each, asked at the same time. Memory is bounded: payloads of
 * about 8 MiB at once, or one value of at most 16 MiB. For one thread; {@link #close} for any.
 */
public final class BothSides implements AutoCloseable {
  private static final long BATCH_BYTES = 8 << 20;

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

  /**
   * Reads keys of one database from both sides, each as it is at that moment.
   *
   * @param keys some hundreds
   */
  public void read(int database, List<byte[]> keys, PairVisitor visitor)
      throws IOException, InterruptedException {
    measure(database, keys);
    for (int from = 0; from < keys.size(); ) {
      int to = batchEnd(from, keys.size());
      atSource.askValues(from, to);
      atTarget.askValues(from, to);
      atSource.receiveValues(from, to);
      atTarget.receiveValues(from, to);
      for (int i = from; i < to; i++) {
        visitor.visit(atSource.page(), atTarget.page(), i);
      }
      from = to;
    }
  }

  /** Learns which keys are too large to be read in one piece. */
  void measure(int database, List<byte[]> keys) throws IOException {
    atSource.begin(keys);
    atTarget.begin(keys);
    atSource.askMemory(database);
    atTarget.askMemory(database);
    atSource.receiveMemory();
    atTarget.receiveMemory();
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
    long bytes = 0;
    int to = from;
    while (to < count && (to == from || bytes < BATCH_BYTES)) {
      bytes += Math.max(bytesOf(atSource.page(), to), bytesOf(atTarget.page(), to));
      to++;
    }
    return to;
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
