package io.redismigration.engine.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One overflow file, written and read through one channel by position. */
final class Segment {
  private final Path file;
  private final FileChannel channel;

  Segment(Path file) throws IOException {
    this.file = file;
    this.channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
  }

  /** Writes all of {@code src} at that place. */
  void write(ByteBuffer src, long at) throws IOException {
    long place = at;
    while (src.hasRemaining()) {
      place += channel.write(src, place);
    }
  }

  /** Reads what is there, at most what fits. */
  int read(ByteBuffer dst, long at) throws IOException {
    return channel.read(dst, at);
  }

  void delete() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
