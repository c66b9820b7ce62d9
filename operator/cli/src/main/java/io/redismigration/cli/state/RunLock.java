package io.redismigration.cli.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;

/**
 * Excludes a second run of the same migration on this machine. The operating system gives the lock
 * back when its process ends, however it ends. The file holds the process id and its start, so that
 * others can tell who runs.
 */
public final class RunLock implements AutoCloseable {
  private final FileChannel channel;
  private final FileLock lock;

  private RunLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock.
   *
   * @return empty if another run holds it
   * @throws StateException if the file cannot be used
   */
  public static Optional<RunLock> acquire(StateDirectory directory) {
    try {
      FileChannel channel =
          FileChannel.open(directory.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(signature().getBytes(StandardCharsets.US_ASCII)), 0);
      return Optional.of(new RunLock(channel, lock));
    } catch (IOException failed) {
      throw new StateException(
          "the lock %s cannot be taken (%s); make room there, or choose another directory with --state"
              .formatted(directory.lock(), failed.getMessage()),
          failed);
    }
  }

  /**
   * The process that runs this migration now, as far as the lock file tells.
   *
   * @throws StateException if the file cannot be read
   */
  public static Optional<Long> holder(StateDirectory directory) {
    Path file = directory.lock();
    try {
      String[] parts = Files.readString(file).trim().split(" ");
      if (parts.length != 2) {
        return Optional.empty();
      }
      return ProcessHandle.of(Long.parseLong(parts[0]))
          .filter(process -> started(process).equals(parts[1]))
          .map(ProcessHandle::pid);
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    } catch (IOException failed) {
      throw new StateException("%s cannot be read; check its permissions".formatted(file), failed);
    }
  }

  @Override
  public void close() throws IOException {
    channel.truncate(0);
    lock.release();
    channel.close();
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static String signature() {
    ProcessHandle self = ProcessHandle.current();
    return self.pid() + " " + started(self);
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("-");
  }
}
