package io.redismigration.engine.run;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.link.LinkStatus;
import io.redismigration.engine.stream.DirtyKeys;
import io.redismigration.engine.stream.StreamCounters;
import java.util.Optional;

/** Adds up what links and streams that have ended counted, and puts one status together. */
final class Figures {
  private int reconnects;
  private int partialResyncs;
  private int fullResyncs;
  private int resumes;
  private int wentBack;
  private long commands;
  private long dropped;
  private long split;

  synchronized void resumed() {
    resumes++;
  }

  synchronized int resumes() {
    return resumes;
  }

  synchronized void wentBack() {
    wentBack++;
  }

  synchronized void keep(LinkStatus ended) {
    reconnects += ended.reconnects();
    partialResyncs += ended.partialResyncs();
    fullResyncs += ended.fullResyncs();
  }

  synchronized void keep(StreamCounters ended) {
    commands += ended.written();
    dropped += ended.dropped();
    split += ended.split();
  }

  synchronized ReplicationStatus status(
      ReplicationState state,
      Optional<EngineException> failure,
      Intake intake,
      FullSync sync,
      Streaming stream,
      Observer observer,
      DirtyKeys dirty,
      Servers servers) {
    Optional<LinkStatus> linked = intake.status();
    StreamCounters streamed =
        stream == null || state != ReplicationState.STREAMING
            ? new StreamCounters(0, 0, 0, 0, 0, 0, 0)
            : stream.counters();
    long confirmed = stream == null ? 0 : stream.confirmed();
    return new ReplicationStatus(
        state,
        Doing.now(state, linked, sync, stream),
        failure,
        linked.map(LinkStatus::replicationId).orElse("?"),
        observer.sourceOffset(),
        linked.map(LinkStatus::receivedOffset).orElse(0L),
        confirmed,
        confirmed,
        observer.lag(),
        observer.bytesBehind(),
        reconnects + linked.map(LinkStatus::reconnects).orElse(0),
        partialResyncs + linked.map(LinkStatus::partialResyncs).orElse(0),
        fullResyncs + linked.map(LinkStatus::fullResyncs).orElse(0),
        sync == null ? 0 : sync.bytes(),
        sync == null ? 0 : sync.bytesTotal(),
        sync == null ? 0 : sync.keys(),
        servers == null ? 0 : servers.sourceKeysTotal(),
        sync == null ? 0 : sync.millis(),
        commands + streamed.written(),
        dropped + streamed.dropped(),
        split + streamed.split(),
        dirty.size(),
        intake.held(),
        observer.sourceKeys(),
        observer.targetKeys(),
        wentBack);
  }
}
