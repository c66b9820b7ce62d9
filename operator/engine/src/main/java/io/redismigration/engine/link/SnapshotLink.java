package io.redismigration.engine.link;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.redis.connection.Dialer;
import io.redismigration.redis.rdb.ByteInput;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One snapshot of a server and nothing behind it: a replica that leaves when it has it. In steps,
 * so that others can act at the moment the server has forked: {@link #open} introduces us, {@link
 * #begin} returns with the offset once the snapshot is being made, {@link #awaitPayload} when it is
 * about to come. Closing it ends the server's work for us at any time. For one thread; {@link
 * #close} for any.
 */
public final class SnapshotLink implements AutoCloseable {
  private final String side;
  private final SourceConnection connection;
  private long offset;
  private SnapshotHeader header;

  private SnapshotLink(String side, SourceConnection connection) {
    this.side = side;
    this.connection = connection;
  }

  /**
   * Connects and introduces us; nothing is asked for yet.
   *
   * @param side for people, {@code source} or {@code target}
   * @throws EngineException when the server will not have us
   */
  public static SnapshotLink open(String side, Dialer dialer, LinkSettings settings)
      throws IOException {
    SourceClock clock = new SourceClock(InstantSource.system());
    try {
      SourceConnection connection = new Handshake(dialer, settings, clock).open();
      try {
        connection.wantSnapshotOnly();
      } catch (IOException | RuntimeException e) {
        connection.close();
        throw e;
      }
      return new SnapshotLink(side, connection);
    } catch (RefusedException e) {
      throw refused(side, e.why());
    }
  }

  /**
   * Asks for a snapshot, and waits until it is being made: the server has forked by then, or forks
   * before it does anything else.
   *
   * @param goesOn asked every second
   * @return the replication offset of the snapshot, in bytes; of little worth on Redis before
   *     2.8.22 and 3.0.4, if another snapshot was under way
   * @throws EngineException when the server refuses, or takes longer
   */
  public long begin(Duration atMost, BooleanSupplier goesOn) throws IOException {
    connection.psync("?", -1);
    PsyncReply reply = PsyncReply.of(nextLine(atMost, goesOn));
    if (reply instanceof PsyncReply.FullResync full) {
      offset = full.offset();
      return offset;
    }
    if (reply instanceof PsyncReply.Refused no) {
      throw refused(side, no.why());
    }
    throw new EngineException(
        Reason.ReplicationRefused,
        "the " + side + " does not tell the offset of a snapshot",
        "compare by commands");
  }

  /** Waits until the payload is about to come, which on a disk-based sync is when it is written. */
  public void awaitPayload(Duration atMost, BooleanSupplier goesOn) throws IOException {
    try {
      header = SnapshotHeader.parse(nextLine(atMost, goesOn));
    } catch (RefusedException e) {
      throw refused(side, e.why());
    }
  }

  private String nextLine(Duration atMost, BooleanSupplier goesOn) throws IOException {
    long deadline = System.nanoTime() + atMost.toNanos();
    String line = connection.readLine();
    while (line.isEmpty()) {
      if (!goesOn.getAsBoolean() || deadline - System.nanoTime() < 0) {
        throw new EngineException(
            Reason.SourceNotReady,
            "the " + side + " did not make a snapshot in " + atMost.toSeconds() + " s",
            "see its log: another snapshot may be under way");
      }
      line = connection.readLine();
    }
    return line;
  }

  /** The words are about a source; here it may be the other one. */
  private static EngineException refused(String side, EngineException why) {
    return new EngineException(
        why.reason(),
        why.getMessage().replace("the source", "the " + side),
        why.remedy().replace("the source", "the " + side),
        why);
  }

  /** The payload, and behind it whatever the server sends; blocks until there is something. */
  public ByteInput input() {
    return connection::read;
  }

  /** Bytes of the snapshot; -1 where it is framed by a mark. */
  public long length() {
    return header.length();
  }

  /** The 40 bytes that must follow it. */
  public Optional<byte[]> endMark() {
    return header.mark();
  }

  @Override
  public void close() {
    connection.close();
  }
}
