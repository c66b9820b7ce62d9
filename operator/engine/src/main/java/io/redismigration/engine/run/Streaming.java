package io.redismigration.engine.run;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.ClientName;
import io.redismigration.engine.cutover.DrainedStream;
import io.redismigration.engine.cutover.LateWrites;
import io.redismigration.engine.lane.LaneStatus;
import io.redismigration.engine.lane.OrderedLane;
import io.redismigration.engine.lane.OrderedLaneSettings;
import io.redismigration.engine.link.Generation;
import io.redismigration.engine.link.SourceLink;
import io.redismigration.engine.stream.Cut;
import io.redismigration.engine.stream.DirtyKeys;
import io.redismigration.engine.stream.ScriptBodies;
import io.redismigration.engine.stream.StreamApplier;
import io.redismigration.engine.stream.StreamAssembly;
import io.redismigration.engine.stream.StreamCounters;
import io.redismigration.engine.stream.StreamSettings;
import io.redismigration.engine.stream.StreamStart;
import io.redismigration.engine.stream.TouchedKeys;
import io.redismigration.engine.target.Throttle;
import io.redismigration.engine.ttl.TtlPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** The stream of one history while it is applied, for those who follow, stop or drain it. */
public final class Streaming implements DrainedStream, AutoCloseable {
  /** Longer than any decision takes. */
  private static final Duration LONGEST_REST = Duration.ofHours(1);

  private final ReplicationSettings settings;
  private final Servers servers;
  private final TargetConnections connections;
  private final SourceLink link;
  private final Generation generation;
  private final Throttle throttle;
  private final TtlPolicy ttl;
  private final ScriptBodies scripts;
  private final TouchedKeys touched;
  private final DirtyKeys dirty;
  private final Thread acknowledger = new Thread(this::acknowledge, "acknowledger");
  private volatile StreamApplier applier;
  private volatile OrderedLane lane;
  private volatile long startedAt;
  private volatile boolean ended;
  private volatile Cut rest;

  Streaming(
      ReplicationSettings settings,
      Servers servers,
      TargetConnections connections,
      SourceLink link,
      Generation generation,
      Throttle throttle,
      TtlPolicy ttl,
      ScriptBodies scripts,
      TouchedKeys touched,
      DirtyKeys dirty) {
    this.settings = settings;
    this.servers = servers;
    this.connections = connections;
    this.link = link;
    this.generation = generation;
    this.throttle = throttle;
    this.ttl = ttl;
    this.scripts = scripts;
    this.touched = touched;
    this.dirty = dirty;
  }

  /** Applies until the input ends, a new history begins, or {@link #close}. */
  void apply(
      CheckpointLocation at,
      StreamStart start,
      Checkpoint stored,
      ByteBuffer readAhead,
      Figures figures)
      throws IOException, InterruptedException {
    touched.readAgain();
    StreamAssembly assembly =
        new StreamAssembly(
            new StreamSettings(
                settings.run(),
                settings.epoch(),
                generation::replicationId,
                servers.source().server().family(),
                servers.sourceDatabases(),
                servers.target(),
                servers.targetDatabases(),
                at,
                settings.forwardPublish(),
                StreamSettings.Limits.DEFAULT),
            // The lane ends every connection that has its name, then takes the name itself.
            connections.connector(ClientName.LANE_OPENING),
            OrderedLaneSettings.of(connections.name(ClientName.LANE), at, servers.target()),
            throttle,
            ttl,
            offset -> link.clock().arrivalTime(generation, offset),
            scripts,
            touched,
            dirty);
    LinkInput input = new LinkInput(link, generation.input(), readAhead);
    StreamAssembly.Stream stream = assembly.on(input, start, stored);
    startedAt = start.confirmed();
    lane = stream.lane();
    applier = stream.applier();
    lane.start();
    acknowledger.start();
    try {
      if (!ended) {
        applier.run();
      }
    } finally {
      figures.keep(applier.counters());
      ended = true;
      acknowledger.interrupt();
      lane.close();
      lane.awaitEnd();
      acknowledger.join();
    }
  }

  /** Whether it can be asked to stand still or to drain. */
  boolean begun() {
    return applier != null;
  }

  /** Tells the source what the target has, a few times a second. */
  private void acknowledge() {
    while (!ended) {
      link.acknowledge(confirmed());
      try {
        applier.positions().awaitConfirmed(confirmed() + 1, Duration.ofSeconds(1));
        Thread.sleep(100);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    ended = true;
    StreamApplier running = applier;
    if (running != null) {
      running.close();
    }
  }

  /**
   * Has the stream stand still at the next boundary with everything before it confirmed.
   *
   * @param patience how long to wait for that
   * @param hold how long it may stand still then, before it goes on by itself
   * @throws EngineException with {@link Reason#CutTimedOut} when it cannot be had now, with {@link
   *     Reason#StreamInterrupted} when this stream has ended: another is asked for
   */
  public Cut pause(Duration patience, Duration hold) throws InterruptedException {
    StreamApplier running = applier;
    if (running == null) {
      throw new EngineException(
          Reason.CutTimedOut, "the stream is not applied yet", "try again when it is");
    }
    return running.pause(patience, hold);
  }

  @Override
  public long confirmed() {
    StreamApplier running = applier;
    return running == null ? startedAt : running.positions().confirmed();
  }

  @Override
  public boolean awaitConfirmed(long offset, Duration atMost) throws InterruptedException {
    return applier.positions().awaitConfirmed(offset, atMost);
  }

  @Override
  public void watchFrom(long offset) {
    applier.lateCommands().watchFrom(offset);
  }

  @Override
  public LateWrites late() {
    return applier.lateCommands().seen();
  }

  @Override
  public void rest(Duration patience) throws InterruptedException {
    rest = applier.pause(patience, LONGEST_REST);
  }

  @Override
  public void goOn() {
    Cut standing = rest;
    if (standing != null) {
      standing.release();
      rest = null;
    }
  }

  @Override
  public void neverWriteAgain() {
    applier.onlyRead();
    goOn();
  }

  @Override
  public String replicationId() {
    return generation.replicationId();
  }

  /** Commands so far. */
  public StreamCounters counters() {
    StreamApplier running = applier;
    return running == null ? new StreamCounters(0, 0, 0, 0, 0, 0, 0) : running.counters();
  }

  /** What the lane does or waits for. */
  public LaneStatus lane() {
    OrderedLane running = lane;
    return running == null
        ? new LaneStatus(LaneStatus.State.CONNECTING, java.util.Optional.empty(), "", 0, 0, 0)
        : running.status();
  }
}
