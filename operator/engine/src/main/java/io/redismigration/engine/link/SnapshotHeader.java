package io.redismigration.engine.link;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the snapshot is framed: {@code $length}, or {@code $EOF:mark} when it is streamed without
 * ever being on the source's disk. Servers from 2.8.18 to 2.8.21 and from 3.0.0 to 3.0.3 send the
 * latter unasked.
 *
 * @param length bytes of the snapshot; -1 with a mark
 * @param mark 40 bytes that follow it; empty with a length
 */
record SnapshotHeader(long length, Optional<byte[]> mark) {
  static final int MARK_BYTES = 40;

  private static final Pattern LENGTH = Pattern.compile("\\$(\\d{1,18})");
  private static final Pattern MARK = Pattern.compile("\\$EOF:([!-~]{40})");

  /** Reads the line, without its line end. */
  static SnapshotHeader parse(String line) throws RefusedException {
    Matcher marked = MARK.matcher(line);
    if (marked.matches()) {
      byte[] mark = marked.group(1).getBytes(StandardCharsets.US_ASCII);
      return new SnapshotHeader(-1, Optional.of(mark));
    }
    Matcher counted = LENGTH.matcher(line);
    if (counted.matches()) {
      return new SnapshotHeader(Long.parseLong(counted.group(1)), Optional.empty());
    }
    if (PsyncReply.of(line) instanceof PsyncReply.Refused refused) {
      throw new RefusedException(refused);
    }
    throw new RefusedException(
        new EngineException(
            Reason.ProtocolViolation,
            "the source did not announce its snapshot as expected",
            "check that a Redis or Valkey server listens there, not a proxy or another system"),
        true);
  }
}
