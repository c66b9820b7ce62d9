package io.redismigration.engine.link;

import io.redismigration.engine.EngineException;
import io.redismigration.redis.server.ServerIdentity;
import java.time.Instant;
import java.util.Optional;

/** What {@link LinkStatus} is made of: written by the link's thread, read by any. */
final class StatusBoard {
  private volatile LinkState state = LinkState.IDLE;
  private volatile Optional<ServerIdentity> source = Optional.empty();
  private volatile Optional<EngineException> lastError = Optional.empty();
  private volatile long lastByteMillis;
  private volatile int connections;
  private volatile int partialResyncs;
  private volatile int fullResyncs;

  void state(LinkState now) {
    state = now;
  }

  LinkState state() {
    return state;
  }

  void connected(Optional<ServerIdentity> to) {
    source = to;
    connections = connections + 1;
  }

  void beganFullSync() {
    fullResyncs = fullResyncs + 1;
    lastError = Optional.empty();
  }

  void resumed() {
    partialResyncs = partialResyncs + 1;
    lastError = Optional.empty();
  }

  /** Whether the source ever let us in. */
  boolean everReplicated() {
    return fullResyncs + partialResyncs > 0;
  }

  void trouble(LinkState now, EngineException why) {
    lastError = Optional.of(why);
    state = now;
  }

  void well(LinkState now) {
    lastError = Optional.empty();
    state = now;
  }

  void byteAt(long millis) {
    lastByteMillis = millis;
  }

  Optional<EngineException> lastError() {
    return lastError;
  }

  LinkStatus status(Generation generation) {
    return new LinkStatus(
        state,
        source,
        generation == null ? "?" : generation.replicationId(),
        generation == null ? 0 : generation.receivedOffset(),
        generation == null ? 0 : generation.snapshotBytesReceived(),
        generation == null ? -1 : generation.snapshotLength(),
        Math.max(0, connections - 1),
        partialResyncs,
        fullResyncs,
        lastError,
        lastByteMillis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(lastByteMillis)));
  }
}
