package io.redismigration.engine.spool;

import java.nio.ByteBuffer;

/**
 * Bytes by their position in the queue, each at position modulo size. One thread fills, another
 * reads; who may touch what is decided by their caller.
 */
final class MemoryRing {
  private final int size;
  private final ByteBuffer filling;
  private final ByteBuffer reading;

  MemoryRing(int size) {
    this.size = size;
    this.filling = ByteBuffer.allocateDirect(size);
    this.reading = filling.duplicate();
  }

  int size() {
    return size;
  }

  /** The room from {@code position} on, at most {@code free} bytes and at most up to the edge. */
  ByteBuffer room(long position, long free) {
    int index = (int) (position % size);
    filling.limit(index + (int) Math.min(free, size - index)).position(index);
    return filling;
  }

  /** Copies up to {@code available} bytes from {@code position} on, as many as fit. */
  int get(ByteBuffer dst, long position, long available) {
    int count = (int) Math.min(available, dst.remaining());
    int index = (int) (position % size);
    int beforeEdge = Math.min(count, size - index);
    dst.put(dst.position(), reading, index, beforeEdge);
    dst.put(dst.position() + beforeEdge, reading, 0, count - beforeEdge);
    dst.position(dst.position() + count);
    return count;
  }
}
