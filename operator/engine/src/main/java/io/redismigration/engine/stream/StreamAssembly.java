package io.redismigration.engine.stream;

import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.lane.OrderedLane;
import io.redismigration.engine.lane.OrderedLaneSettings;
import io.redismigration.engine.target.TargetConnector;
import io.redismigration.engine.target.Throttle;
import io.redismigration.engine.ttl.TtlPolicy;
import io.redismigration.engine.ttl.WriteTimes;
import io.redismigration.redis.command.CommandTable;
import io.redismigration.redis.resp.Reply;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Puts a stream applier and its lane together.
 *
 * @param settings of the run
 * @param connector opens connections to the target
 * @param laneSettings of the lane
 * @param throttle on the target's side
 * @param ttl when keys may expire on the target
 * @param arrivals when bytes of the stream arrived
 * @param scripts bodies known so far
 * @param touched filled while tracking is on
 * @param dirty keys in doubt
 */
public record StreamAssembly(
    StreamSettings settings,
    TargetConnector connector,
    OrderedLaneSettings laneSettings,
    Throttle throttle,
    TtlPolicy ttl,
    WriteTimes arrivals,
    ScriptBodies scripts,
    TouchedKeys touched,
    DirtyKeys dirty) {

  /** An applier with the lane it writes to; the lane has to be started and, in the end, closed. */
  public record Stream(StreamApplier applier, OrderedLane lane) {}

  public StreamAssembly {
    Objects.requireNonNull(settings);
    Objects.requireNonNull(connector);
  }

  /**
   * Ready to run.
   *
   * @param input the stream's bytes, from the one after {@code start.confirmed()} on
   * @param stored the checkpoint that lies on the target
   */
  public Stream on(StreamInput input, StreamStart start, Checkpoint stored) {
    CommandTable commands = CommandTable.standard();
    StreamPositions positions = new StreamPositions(start.confirmed());
    DirtyMarker marker = new DirtyMarker(commands, dirty, positions::confirmed);
    OrderedLane lane = new OrderedLane(connector, laneSettings, throttle, stored, marker);
    StreamCursor cursor = new StreamCursor(start.confirmed(), start.database());
    RewriteContext context =
        new RewriteContext(
            settings.target(),
            settings.sourceFamily(),
            new SourceTimes(command -> arrivals.sourceMillis(cursor.endOf(command)), ttl),
            scripts,
            new TargetScripts(lane)::knows,
            settings.checkpoint(),
            cursor::database,
            settings::sourceDatabases,
            settings.forwardPublish());
    StreamParts parts =
        new StreamParts(
            settings,
            new RuleTable(commands, context),
            new CommandRewriter(commands, settings, touched, dirty),
            positions,
            new LateCommands(),
            scripts,
            cursor);
    return new Stream(new StreamApplier(parts, input, lane, start), lane);
  }

  /** Which scripts the target's cache holds, asked once per script and connection. */
  private static final class TargetScripts {
    private final OrderedLane lane;
    private final Map<String, Long> known = new HashMap<>();

    private TargetScripts(OrderedLane lane) {
      this.lane = lane;
    }

    private boolean knows(String sha) {
      long connection = lane.status().reconnects();
      if (known.getOrDefault(sha, -1L) == connection) {
        return true;
      }
      try {
        Reply reply = lane.ask("SCRIPT", "EXISTS", sha);
        boolean there = reply instanceof Reply.Array array && array.elements().get(0).number() == 1;
        if (there) {
          known.put(sha, lane.status().reconnects());
        }
        return there;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
