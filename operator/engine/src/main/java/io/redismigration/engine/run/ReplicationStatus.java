package io.redismigration.engine.run;

import io.redismigration.engine.EngineException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A replication at one moment. Offsets are replication offsets of the source, in bytes.
 *
 * @param state where it stands
 * @param doing what it does or waits for now, one line for people
 * @param failure why it ended by itself; empty unless failed
 * @param replicationId the history being received; {@code ?} before there is one
 * @param sourceOffset as last polled
 * @param received last byte in the spool
 * @param applied last byte executed by the target, as far as known
 * @param confirmed last byte of which every reply was checked
 * @param lag in stream time; empty while unknown
 * @param lagBytes source minus applied, at the last poll
 * @param reconnects lost links made again
 * @param partialResyncs times the stream went on where it had stopped, resumed workers included
 * @param fullResyncs full syncs begun, the first included
 * @param snapshotBytes bytes of the snapshot written so far
 * @param snapshotTotal bytes of the whole snapshot; 0 where the source did not say
 * @param snapshotKeys keys of the snapshot written so far
 * @param snapshotKeysTotal keys the source held when the full sync began; 0 when unknown
 * @param snapshotMillis how long the full sync took, or takes so far
 * @param streamCommands commands of the stream written to the target
 * @param dropped commands of the stream that are not for the target, PUBLISH above all
 * @param splitTransactions transactions of the source too large to stay whole
 * @param dirtyKeys keys known to differ, to be copied again
 * @param spooledBytes bytes waiting in the spool
 * @param sourceKeys keys by database
 * @param targetKeys keys by database, the checkpoint left out
 * @param targetWentBack times the target was found behind what was known of it
 */
public record ReplicationStatus(
    ReplicationState state,
    String doing,
    Optional<EngineException> failure,
    String replicationId,
    long sourceOffset,
    long received,
    long applied,
    long confirmed,
    Optional<Duration> lag,
    long lagBytes,
    int reconnects,
    int partialResyncs,
    int fullResyncs,
    long snapshotBytes,
    long snapshotTotal,
    long snapshotKeys,
    long snapshotKeysTotal,
    long snapshotMillis,
    long streamCommands,
    long dropped,
    long splitTransactions,
    long dirtyKeys,
    long spooledBytes,
    Map<Integer, Long> sourceKeys,
    Map<Integer, Long> targetKeys,
    int targetWentBack) {}
