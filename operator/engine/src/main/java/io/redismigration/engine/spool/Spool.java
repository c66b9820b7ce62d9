package io.redismigration.engine.spool;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A byte queue from one writing thread to one reading thread. It lives in a ring in memory; when
 * that is full it goes on in files, and comes back to memory once the reader has caught up. The
 * writer never waits: without room it gets a {@link SpoolFullException}.
 *
 * <p>The writer fills the region of {@link #writable} in place and publishes it by {@link #commit}:
 * no copy and no allocation while in memory, one write to the page cache while on disk.
 */
public final class Spool implements AutoCloseable {
  static final String PREFIX = "spool-";
  static final String SUFFIX = ".segment";

  private static final int STAGING_BYTES = 1 << 20;
  private static final long SCARCE = 4L * STAGING_BYTES;

  private final SpoolSettings settings;
  private final MemoryRing ring;
  private volatile Contents contents = new Contents();
  private ByteBuffer staging;
  private ByteBuffer region;
  private int regionStart;
  private int overflows;
  private volatile boolean volumeFull;
  private volatile long freeWhenFull;

  private Spool(SpoolSettings settings) {
    this.settings = settings;
    this.ring = new MemoryRing(settings.memoryBytes());
  }

  /**
   * Opens an empty spool; files left by an earlier one in its directory are removed, and those in
   * the folders of other workers beside it.
   *
   * @throws EngineException with {@link Reason#SpoolFailed} when the directory cannot be used
   */
  public static Spool open(SpoolSettings settings) {
    try {
      Files.createDirectories(settings.directory());
      wipe(settings.directory());
      wipeOtherWorkers(settings.directory());
    } catch (IOException e) {
      throw new EngineException(
          Reason.SpoolFailed,
          "the spool's directory " + settings.directory() + " cannot be used: " + e.getMessage(),
          "give a directory this process may write to",
          e);
    }
    return new Spool(settings);
  }

  private static void wipe(Path directory) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX)) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void wipeOtherWorkers(Path directory) throws IOException {
    if (!directory.getFileName().toString().startsWith(SpoolSettings.WORKER)) {
      return;
    }
    try (DirectoryStream<Path> workers =
        Files.newDirectoryStream(directory.getParent(), SpoolSettings.WORKER + "*")) {
      for (Path other : workers) {
        if (!other.equals(directory)) {
          wipe(other);
          Files.deleteIfExists(other);
        }
      }
    }
  }

  /**
   * Forgets everything and begins anew; whoever still reads the old contents gets a {@link
   * GenerationSupersededException}. Only for the writing thread.
   */
  public SpoolReader restart() {
    Contents old = contents;
    old.superseded = true;
    VarHandle.fullFence();
    old.signal();
    remove(old.overflow);
    region = null;
    Contents fresh = new Contents();
    contents = fresh;
    return new SpoolReader(fresh, ring);
  }

  /**
   * Where the next bytes go, with room for at least one; put them there and {@link #commit}. The
   * region is valid until then.
   *
   * @throws SpoolFullException when there is no room for now
   */
  public ByteBuffer writable() throws SpoolFullException {
    Contents now = contents;
    if (now.diskStart != Contents.IN_MEMORY && now.available() == 0) {
      backToMemory(now);
    }
    if (now.diskStart == Contents.IN_MEMORY) {
      long free = ring.size() - now.available();
      if (free > 0) {
        return offer(ring.room(now.written, free));
      }
      turnToDisk(now);
    }
    long left = settings.diskLimitBytes() - now.overflow.bytes();
    if (left <= 0) {
      volumeFull = false;
      throw full(now, "its limit of " + settings.diskLimitBytes() + " bytes on disk is reached");
    }
    staging.clear().limit((int) Math.min(left, STAGING_BYTES));
    return offer(staging);
  }

  private void turnToDisk(Contents now) throws SpoolFullException {
    if (settings.diskLimitBytes() == 0) {
      volumeFull = false;
      throw full(now, "it may not use the disk");
    }
    if (staging == null) {
      staging = ByteBuffer.allocateDirect(STAGING_BYTES);
    }
    now.overflow = new Overflow(settings.directory(), overflows++, settings.segmentBytes());
    now.diskStart = now.written;
  }

  private ByteBuffer offer(ByteBuffer room) {
    region = room;
    regionStart = room.position();
    return room;
  }

  /**
   * Publishes what was put into the region of {@link #writable}.
   *
   * @throws SpoolFullException when the volume is full; the same call may be repeated later and
   *     goes on where it stopped
   * @throws EngineException with {@link Reason#SpoolFailed} when the overflow files cannot be
   *     written
   */
  public void commit() throws SpoolFullException {
    Contents now = contents;
    int end = region.position();
    if (region == staging) {
      commitToDisk(now, end);
    } else {
      now.written += end - regionStart;
    }
    regionStart = end;
    now.signal();
  }

  private void commitToDisk(Contents now, int end) throws SpoolFullException {
    int limit = staging.limit();
    staging.limit(end).position(regionStart);
    try {
      now.overflow.append(staging);
    } catch (IOException e) {
      if (now.available() > 0 || end - regionStart > ring.size()) {
        throw failed(now, e);
      }
      // All that lay on disk was read: what finds no room there goes to memory.
      backToMemory(now);
      commitToMemory(now);
    } finally {
      now.written += staging.position() - regionStart;
      regionStart = staging.position();
      staging.limit(limit).position(end);
    }
  }

  private void backToMemory(Contents now) {
    remove(now.overflow);
    now.diskStart = Contents.IN_MEMORY;
  }

  /** What the staging buffer holds that is not published; the ring, empty, must have room. */
  private void commitToMemory(Contents now) {
    int end = staging.limit();
    staging.position(regionStart);
    while (staging.position() < end) {
      long place = now.written + staging.position() - regionStart;
      ByteBuffer room = ring.room(place, end - staging.position());
      staging.limit(staging.position() + room.remaining());
      room.put(staging);
      staging.limit(end);
    }
  }

  private SpoolFullException failed(Contents now, IOException e) {
    String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    long free = freeOnVolume();
    if (text.contains("no space left") || text.contains("quota") || free < SCARCE) {
      volumeFull = true;
      freeWhenFull = free;
      return full(now, "the volume of " + settings.directory() + " has no space left");
    }
    throw new EngineException(
        Reason.SpoolFailed,
        "the spool's overflow files cannot be written: " + e.getMessage(),
        "check the volume of " + settings.directory(),
        e);
  }

  private long freeOnVolume() {
    try {
      return Files.getFileStore(settings.directory()).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  private static SpoolFullException full(Contents now, String why) {
    return new SpoolFullException(now.available(), why);
  }

  /** Appends all of {@code src}; when it fails, the position of {@code src} says what was taken. */
  public void append(ByteBuffer src) throws SpoolFullException {
    int limit = src.limit();
    while (src.hasRemaining()) {
      ByteBuffer room = writable();
      int start = src.position();
      int roomStart = regionStart;
      src.limit(Math.min(limit, start + room.remaining()));
      try {
        room.put(src);
        commit();
      } catch (SpoolFullException e) {
        src.position(start + regionStart - roomStart);
        throw e;
      } finally {
        src.limit(limit);
      }
    }
  }

  /** No more bytes will come: the reader gets -1 after the last. */
  public void finish() {
    contents.finished = true;
    contents.signal();
  }

  /** No more bytes will come, for that reason: the reader gets it after the last byte. */
  public void fail(EngineException why) {
    contents.failure = why;
    contents.signal();
  }

  /** Bytes waiting to be read. For any thread. */
  public long held() {
    return contents.available();
  }

  /** Bytes waiting in memory. For any thread. */
  public long bytesInMemory() {
    return Math.max(0, held() - bytesWaitingOnDisk());
  }

  /** Bytes the overflow files take, those already read of the first one included. */
  public long bytesOnDisk() {
    Overflow overflow = contents.overflow;
    return overflow == null ? 0 : overflow.bytes();
  }

  private long bytesWaitingOnDisk() {
    Contents now = contents;
    long start = Math.max(now.consumed, now.diskStart);
    return Math.max(0, now.written - start);
  }

  /**
   * Whether it is worth going on after a {@link SpoolFullException}: all was read, or the volume
   * has more room than when it was full; where its own limit was reached, half of what it can hold
   * is free again. Asks the volume; not for a hot path. For any thread.
   */
  public boolean hasRoomAgain() {
    long held = held();
    if (held == 0) {
      return true;
    }
    if (volumeFull) {
      return freeOnVolume() - freeWhenFull >= SCARCE;
    }
    return held <= settings.capacity() / 2 && bytesOnDisk() <= settings.diskLimitBytes() / 2;
  }

  /** Removes the files; whoever still reads is told that it is void. For the writing thread. */
  @Override
  public void close() {
    contents.superseded = true;
    contents.signal();
    remove(contents.overflow);
  }

  private static void remove(Overflow overflow) {
    if (overflow == null) {
      return;
    }
    try {
      overflow.delete();
    } catch (IOException e) {
      throw new EngineException(
          Reason.SpoolFailed,
          "an overflow file of the spool cannot be removed: " + e.getMessage(),
          "check the spool's volume",
          e);
    }
  }
}
