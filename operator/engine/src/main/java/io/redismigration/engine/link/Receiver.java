package io.redismigration.engine.link;

import io.redismigration.engine.spool.Spool;
import io.redismigration.engine.spool.SpoolFullException;
import io.redismigration.redis.connection.ConnectionException;
import io.redismigration.redis.connection.Dialer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * From the socket into the spool, in place: no copy, no allocation per read. Looks at the bytes
 * only for the mark at a snapshot's end and for the word of an {@link OffsetMeasurement}.
 */
final class Receiver {
  private static final long POLL_MILLIS = 20;

  private final Dialer dialer;
  private final LinkSettings settings;
  private final Spool spool;
  private final StatusBoard board;
  private final InstantSource ours;
  private final BooleanSupplier wanted;

  /**
   * @param wanted whether to go on
   */
  Receiver(
      Dialer dialer,
      LinkSettings settings,
      Spool spool,
      StatusBoard board,
      InstantSource ours,
      BooleanSupplier wanted) {
    this.dialer = dialer;
    this.settings = settings;
    this.spool = spool;
    this.board = board;
    this.ours = ours;
    this.wanted = wanted;
  }

  /**
   * Receives until the connection is lost, which is how it always ends.
   *
   * @param streaming told when the stream is reached
   * @throws SpoolFullException when there is no room for the stream; the snapshot waits instead,
   *     because it could not be resumed
   */
  void receive(SourceConnection connection, Generation generation, Runnable streaming)
      throws IOException, SpoolFullException, InterruptedException {
    EndMark mark =
        generation.endUnknown() ? generation.endMark().map(EndMark::new).orElse(null) : null;
    boolean inSnapshot = true;
    board.state(LinkState.RECEIVING_SNAPSHOT);
    while (wanted.getAsBoolean()) {
      if (inSnapshot && generation.snapshotReceived()) {
        inSnapshot = false;
        board.state(LinkState.STREAMING);
        streaming.run();
        measureOffset(generation);
      }
      ByteBuffer room = room(generation);
      int from = room.position();
      if (connection.read(room) < 0) {
        throw new ConnectionException(
            ConnectionException.Reason.Closed, "the source closed the connection");
      }
      lookForMarker(room, from, generation);
      publish(room, from, generation, mark);
    }
  }

  private void publish(ByteBuffer room, int from, Generation generation, EndMark mark)
      throws SpoolFullException, InterruptedException {
    boolean atMark =
        mark != null && generation.endUnknown() && mark.endsWith(room, from, room.position());
    commit(generation);
    long now = ours.millis();
    generation.arrived(now);
    board.byteAt(now);
    if (atMark) {
      generation.markSeenAt(generation.input().written());
    }
  }

  private ByteBuffer room(Generation generation) throws SpoolFullException, InterruptedException {
    while (true) {
      try {
        return spool.writable();
      } catch (SpoolFullException e) {
        waitInSnapshot(generation, e);
      }
    }
  }

  private void commit(Generation generation) throws SpoolFullException, InterruptedException {
    while (true) {
      try {
        spool.commit();
        return;
      } catch (SpoolFullException e) {
        waitInSnapshot(generation, e);
      }
    }
  }

  private void waitInSnapshot(Generation generation, SpoolFullException full)
      throws SpoolFullException, InterruptedException {
    if (generation.snapshotReceived() || !wanted.getAsBoolean()) {
      throw full;
    }
    board.trouble(LinkState.PAUSED, full.asReason());
    do {
      Thread.sleep(POLL_MILLIS);
    } while (spool.held() >= full.held() && !spool.hasRoomAgain() && wanted.getAsBoolean());
    board.well(LinkState.RECEIVING_SNAPSHOT);
  }

  private void lookForMarker(ByteBuffer room, int from, Generation generation) {
    Marker sought = generation.sought();
    if (sought != null) {
      sought.scan(room, from, room.position(), generation.input().written());
    }
  }

  private void measureOffset(Generation generation) {
    if (generation.needsMeasuring()) {
      Thread thread = new Thread(new OffsetMeasurement(dialer, settings, generation), "offset");
      thread.setDaemon(true);
      thread.start();
    }
  }
}
