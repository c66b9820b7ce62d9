package io.redismigration.engine.link;

import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import io.redismigration.redis.server.ServerIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A connection on which the source knows us as a replica: lines until the payload, then bytes; in
 * the other direction acknowledgements. One thread reads, another acknowledges, any closes.
 */
final class SourceConnection implements AutoCloseable {
  private static final int LONGEST_LINE = 1_024;

  private final RedisConnection connection;
  private final Optional<ServerIdentity> identity;
  private final boolean exactOffset;
  private final CommandWriter acknowledgement = new CommandWriter(128, 128);
  private String historyFromInfo = "?";

  /**
   * @param identity what INFO said; empty when it is not permitted
   * @param exactOffset whether the FULLRESYNC of this source names the snapshot's own offset
   */
  SourceConnection(
      RedisConnection connection, Optional<ServerIdentity> identity, boolean exactOffset) {
    this.connection = connection;
    this.identity = identity;
    this.exactOffset = exactOffset;
  }

  Optional<ServerIdentity> identity() {
    return identity;
  }

  /** Whether REPLCONF ACK is known there; before 2.8 the answer to it would land in the stream. */
  boolean takesAcknowledgements() {
    return identity.isEmpty() || Capabilities.of(identity.get()).has(Feature.PSYNC);
  }

  boolean exactOffset() {
    return exactOffset;
  }

  /** The source's replication id as INFO shows it, for a full sync by SYNC, which names none. */
  String historyFromInfo() {
    return historyFromInfo;
  }

  void historyFromInfo(String id) {
    historyFromInfo = id;
  }

  /** Sends {@code PSYNC id offset}, {@code offset} being the first byte wanted, or {@code ? -1}. */
  void psync(String id, long offset) throws IOException {
    connection.writer().begin(3).arg("PSYNC").arg(id).arg(offset);
    connection.flush();
  }

  /**
   * Asks for the snapshot alone, so that the source keeps no stream for us meanwhile and hangs up
   * behind it: from 6.2 on; refused elsewhere, which does no harm.
   */
  void wantSnapshotOnly() throws IOException {
    connection.call("REPLCONF", "rdb-only", "1");
  }

  void sync() throws IOException {
    connection.writer().begin(1).arg("SYNC");
    connection.flush();
  }

  /** The next line without its end; empty for a keepalive. */
  String readLine() throws IOException {
    return connection.reader().readLine(LONGEST_LINE);
  }

  /** Bytes of the payload or the stream, straight into {@code room}; -1 when the source closed. */
  int read(ByteBuffer room) throws IOException {
    return connection.reader().readRaw(room);
  }

  /** {@code REPLCONF ACK}: never answered. No allocation. */
  void acknowledge(long offset) throws IOException {
    acknowledgement.clear();
    acknowledgement.begin(3).arg("REPLCONF").arg("ACK").arg(offset);
    connection.transport().write(acknowledgement.buffer());
  }

  @Override
  public void close() {
    connection.close();
  }
}
