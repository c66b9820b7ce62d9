package io.redismigration.engine.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;

/**
 * The part of the queue that is on disk, from its first byte at place 0 on: a row of files of equal
 * size, each deleted when it was read. One thread appends, another reads; the lock is taken only
 * from file to file and for figures.
 */
final class Overflow {
  private final Path directory;
  private final int number;
  private final long segmentBytes;
  private final ArrayDeque<Segment> segments = new ArrayDeque<>();
  private Segment last;
  private Segment first;
  private long appended;
  private long firstPlace;
  private int created;

  /**
   * @param number told apart from earlier ones by it
   */
  Overflow(Path directory, int number, long segmentBytes) {
    this.directory = directory;
    this.number = number;
    this.segmentBytes = segmentBytes;
  }

  /**
   * Appends {@code src}. When it fails, the position of {@code src} says what was appended, and the
   * call may be repeated for the rest.
   */
  void append(ByteBuffer src) throws IOException {
    int end = src.limit();
    while (src.position() < end) {
      long place = appended();
      long within = place % segmentBytes;
      int start = src.position();
      int count = (int) Math.min(segmentBytes - within, end - start);
      try {
        Segment segment = segmentFor(place);
        src.limit(start + count);
        segment.write(src, within);
      } catch (IOException e) {
        src.limit(end).position(start);
        throw e;
      }
      src.limit(end);
      synchronized (this) {
        appended = place + count;
      }
    }
  }

  private Segment segmentFor(long place) throws IOException {
    if (place / segmentBytes >= created) {
      Segment segment =
          new Segment(directory.resolve(Spool.PREFIX + number + "-" + created + Spool.SUFFIX));
      synchronized (this) {
        segments.add(segment);
        created++;
      }
      last = segment;
    }
    return last;
  }

  /**
   * Reads at most what fits, from {@code place} on; places only grow from call to call.
   *
   * @param available bytes known to be there from {@code place} on, at least 1
   */
  int read(ByteBuffer dst, long place, long available) throws IOException {
    if (first == null) {
      first = head();
      if (first == null) {
        throw new IOException("the spool's overflow files were removed");
      }
    }
    long within = place - firstPlace;
    int limit = dst.limit();
    long most = Math.min(available, segmentBytes - within);
    if (dst.remaining() > most) {
      dst.limit(dst.position() + (int) most);
    }
    int count;
    try {
      count = first.read(dst, within);
    } finally {
      dst.limit(limit);
    }
    if (count < 0) {
      throw new IOException("an overflow file of the spool is shorter than what was written to it");
    }
    if (within + count == segmentBytes) {
      dropFirst();
    }
    return count;
  }

  private synchronized Segment head() {
    return segments.peek();
  }

  private void dropFirst() throws IOException {
    Segment read = first;
    synchronized (this) {
      segments.poll();
      firstPlace += segmentBytes;
    }
    first = null;
    read.delete();
  }

  private synchronized long appended() {
    return appended;
  }

  /** Bytes its files take. */
  synchronized long bytes() {
    return Math.max(0, appended - firstPlace);
  }

  /** Deletes every file. */
  synchronized void delete() throws IOException {
    for (Segment segment : segments) {
      segment.delete();
    }
    segments.clear();
    firstPlace = appended;
  }
}
