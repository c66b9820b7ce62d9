package io.redismigration.engine.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How much a spool may hold, and where.
 *
 * @param directory where overflow goes; the spool's own, wiped when it is opened
 * @param memoryBytes size of the ring in memory (direct), at least 4 KiB
 * @param segmentBytes size of one overflow file, deleted as soon as it was read
 * @param diskLimitBytes most bytes on disk; 0 for memory alone
 */
public record SpoolSettings(
    Path directory, int memoryBytes, long segmentBytes, long diskLimitBytes) {

  static final String WORKER = "worker-";

  private static final int LEAST_MEMORY = 4 << 10;
  private static final int DEFAULT_MEMORY = 64 << 20;
  private static final long DEFAULT_SEGMENT = 64L << 20;
  private static final int PERCENT_OF_VOLUME = 90;

  public SpoolSettings {
    Objects.requireNonNull(directory, "directory");
    if (memoryBytes < LEAST_MEMORY || segmentBytes < 1 || diskLimitBytes < 0) {
      throw new IllegalArgumentException(
          "memory " + memoryBytes + ", segment " + segmentBytes + ", disk " + diskLimitBytes);
    }
  }

  /**
   * 64 MiB in memory, then at most 90 % of what is free on the directory's volume now. The
   * directory is made if it is not there.
   */
  public static SpoolSettings in(Path directory) throws IOException {
    Files.createDirectories(directory);
    long free = Files.getFileStore(directory).getUsableSpace();
    return new SpoolSettings(
        directory, DEFAULT_MEMORY, DEFAULT_SEGMENT, free / 100 * PERCENT_OF_VOLUME);
  }

  /**
   * In a folder of its own, so that a worker that is still ending does not share files with the
   * next one.
   *
   * @param epoch the worker's
   */
  public SpoolSettings ofWorker(long epoch) {
    return new SpoolSettings(
        directory.resolve(WORKER + epoch), memoryBytes, segmentBytes, diskLimitBytes);
  }

  public SpoolSettings withMemory(int bytes) {
    return new SpoolSettings(directory, bytes, segmentBytes, diskLimitBytes);
  }

  public SpoolSettings withSegments(long bytes) {
    return new SpoolSettings(directory, memoryBytes, bytes, diskLimitBytes);
  }

  public SpoolSettings withDiskLimit(long bytes) {
    return new SpoolSettings(directory, memoryBytes, segmentBytes, bytes);
  }

  /** Most bytes it can hold. */
  public long capacity() {
    return memoryBytes + diskLimitBytes;
  }
}
