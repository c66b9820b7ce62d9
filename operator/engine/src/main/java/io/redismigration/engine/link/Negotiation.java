package io.redismigration.engine.link;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * PSYNC, its answer, and the header of the snapshot; SYNC where PSYNC is not known. Keepalives may
 * come before every line.
 */
final class Negotiation {

  /** What the source will send now. */
  sealed interface Outcome {}

  /**
   * A snapshot, then the stream.
   *
   * @param offset of the snapshot; 0 when the source named none
   * @param exactOffset whether {@code offset} can be relied on
   */
  record Snapshot(SnapshotHeader header, String replicationId, long offset, boolean exactOffset)
      implements Outcome {}

  /** The stream where it stopped; with the id it has from here on, if the source named one. */
  record Resumed(Optional<String> replicationId) implements Outcome {}

  private Negotiation() {}

  /**
   * @param leave asked, by throwing, before an unasked snapshot is accepted; given the cause
   * @throws RefusedException when the source will not, or not now
   */
  static Outcome run(
      SourceConnection connection, Request request, StatusBoard board, Consumer<String> leave)
      throws IOException {
    board.state(LinkState.WAITING_FOR_SOURCE);
    boolean unasked = request instanceof Request.Stream;
    if (request instanceof Request.Stream stream) {
      connection.psync(stream.replicationId(), stream.next());
    } else {
      connection.psync("?", -1);
    }
    PsyncReply reply = PsyncReply.of(nextLine(connection));
    if (reply instanceof PsyncReply.FullResync full) {
      if (unasked) {
        leave.accept("the source no longer has the stream from where it was lost");
      }
      return new Snapshot(
          header(connection), full.replicationId(), full.offset(), connection.exactOffset());
    }
    if (reply instanceof PsyncReply.SyncOnly) {
      if (unasked) {
        leave.accept("the source knows SYNC only, and was lost");
      }
      connection.sync();
      return new Snapshot(header(connection), connection.historyFromInfo(), 0, false);
    }
    if (reply instanceof PsyncReply.Continue resumed && unasked) {
      return new Resumed(resumed.replicationId());
    }
    if (reply instanceof PsyncReply.Refused refused) {
      throw new RefusedException(refused);
    }
    throw new RefusedException(
        new EngineException(
            Reason.ProtocolViolation,
            "the source continues a stream that was not asked for",
            "check that a Redis or Valkey server listens there, not a proxy or another system"),
        true);
  }

  private static SnapshotHeader header(SourceConnection connection) throws IOException {
    return SnapshotHeader.parse(nextLine(connection));
  }

  private static String nextLine(SourceConnection connection) throws IOException {
    String line = connection.readLine();
    while (line.isEmpty()) {
      line = connection.readLine();
    }
    return line;
  }
}
