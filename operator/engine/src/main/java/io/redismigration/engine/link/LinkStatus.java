package io.redismigration.engine.link;

import io.redismigration.engine.EngineException;
import io.redismigration.redis.server.ServerIdentity;
import java.time.Instant;
import java.util.Optional;

/**
 * The link at one moment.
 *
 * @param state what it is doing
 * @param source what the source said it is; empty before the first connection, or when INFO is not
 *     permitted
 * @param replicationId history being received, {@code ?} before there is one
 * @param receivedOffset replication offset of the last byte in the spool, in bytes
 * @param snapshotBytes bytes of the snapshot received so far
 * @param snapshotLength bytes of the whole snapshot; -1 when the source did not say
 * @param reconnects times a lost connection was made again
 * @param partialResyncs times the stream went on where it had stopped
 * @param fullResyncs full syncs begun, the first included
 * @param lastError why the last connection was lost or the link waits; empty when it is well
 * @param lastByteAt when the last byte came, by our clock; empty before the first
 */
public record LinkStatus(
    LinkState state,
    Optional<ServerIdentity> source,
    String replicationId,
    long receivedOffset,
    long snapshotBytes,
    long snapshotLength,
    int reconnects,
    int partialResyncs,
    int fullResyncs,
    Optional<EngineException> lastError,
    Optional<Instant> lastByteAt) {}
