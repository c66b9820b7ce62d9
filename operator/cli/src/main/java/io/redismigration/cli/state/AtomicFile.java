package io.redismigration.cli.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Replaces files so that a reader, or whoever comes after a power cut, finds the old content or the
 * new one, never something between. Costs two fsyncs.
 */
final class AtomicFile {
  private static final String UNFINISHED = ".tmp";

  private AtomicFile() {}

  /**
   * Returns once the content is durable.
   *
   * @throws IOException if it is not; the old content is then still there
   */
  static void replace(Path file, byte[] content) throws IOException {
    Path temporary =
        Files.createTempFile(file.getParent(), file.getFileName().toString(), UNFINISHED);
    try {
      write(temporary, content);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
    try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /**
   * Removes what was left by processes that died in {@link #replace}; nobody may be in it for these
   * files meanwhile.
   *
   * @param beginning how the names of the files begin
   */
  static void removeUnfinished(Path directory, String... beginning) throws IOException {
    try (DirectoryStream<Path> unfinished =
        Files.newDirectoryStream(directory, "*.json*" + UNFINISHED)) {
      for (Path file : unfinished) {
        if (Arrays.stream(beginning).anyMatch(file.getFileName().toString()::startsWith)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer remaining = ByteBuffer.wrap(content);
      while (remaining.hasRemaining()) {
        channel.write(remaining);
      }
      channel.force(true);
    }
  }
}
