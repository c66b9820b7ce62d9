package io.redismigration.engine.stream;

import io.redismigration.engine.lane.BatchCommands;
import io.redismigration.engine.lane.DatabaseEvent;
import io.redismigration.engine.lane.LaneListener;
import io.redismigration.engine.lane.OrderedBatch;
import io.redismigration.engine.stream.DirtyKeys.Cause;
import io.redismigration.redis.command.CommandSpec;
import io.redismigration.redis.command.CommandTable;
import io.redismigration.redis.command.KeyExtractor;
import io.redismigration.redis.resp.RedisError;
import io.redismigration.redis.resp.StreamCommand;
import java.util.List;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what a batch's replies say into dirty keys. Keys are found by walking the batch, in step
 * with the replies, only when something is wrong. On the lane's thread.
 */
final class DirtyMarker implements LaneListener {
  private static final Logger log = LoggerFactory.getLogger(DirtyMarker.class);

  private final CommandTable commands;
  private final KeyExtractor extractor;
  private final DirtyKeys dirty;
  private final LongConsumer confirmed;
  private BatchCommands walk;
  private int eventsDone;

  DirtyMarker(CommandTable commands, DirtyKeys dirty, LongConsumer confirmed) {
    this.commands = commands;
    this.extractor = new KeyExtractor(commands);
    this.dirty = dirty;
    this.confirmed = confirmed;
  }

  @Override
  public void failed(OrderedBatch batch, int index, RedisError error) {
    String name = moveTo(batch, index).argText(0);
    log.warn("{} failed on the target: {}", name, error.code());
    dirty.lastError(name + " answered " + error.code());
    markCurrent(Cause.CommandFailed);
  }

  @Override
  public void withoutEffect(OrderedBatch batch, int index) {
    moveTo(batch, index);
    markCurrent(Cause.MissingOnTarget);
  }

  @Override
  public void repliesLost(OrderedBatch batch) {
    for (int i = 0; i < batch.commands() - 1; i++) { // the last one is the checkpoint
      moveTo(batch, i);
      markCurrent(Cause.RepliesLost);
    }
  }

  @Override
  public void confirmed(OrderedBatch batch) {
    passEvents(batch.events(), Integer.MAX_VALUE);
    walk = null;
    eventsDone = 0;
    confirmed.accept(batch.end());
  }

  private StreamCommand moveTo(OrderedBatch batch, int index) {
    if (walk == null) {
      walk = new BatchCommands(batch);
    }
    passEvents(batch.events(), index);
    if (!walk.moveTo(index)) {
      throw new IllegalStateException("the batch has no command " + index);
    }
    return walk.command();
  }

  private void passEvents(List<DatabaseEvent> events, int index) {
    while (eventsDone < events.size() && events.get(eventsDone).index() < index) {
      apply(events.get(eventsDone));
      eventsDone++;
    }
  }

  private void apply(DatabaseEvent event) {
    switch (event.kind()) {
      case SWAP -> dirty.swap(event.one(), event.other());
      case FLUSH -> dirty.flush(event.one());
    }
  }

  private void markCurrent(Cause cause) {
    StreamCommand command = walk.command();
    CommandSpec spec = commands.find(command);
    mark(dirty, extractor, spec, command, walk.database(), cause);
  }

  /** Marks the keys a command may have written; without a spec, nobody can name them. */
  static void mark(
      DirtyKeys dirty,
      KeyExtractor extractor,
      CommandSpec spec,
      StreamCommand command,
      int database,
      Cause cause) {
    if (spec == null) {
      dirty.markUnknown(cause);
      return;
    }
    int count = extractor.extract(spec, command);
    if (!extractor.complete()) {
      dirty.markUnknown(cause);
    }
    int other = count == 0 ? OtherDatabase.NONE : OtherDatabase.of(command);
    for (int i = 0; i < count; i++) {
      int key = extractor.position(i);
      dirty.mark(cause, database, command.window(), command.argStart(key), command.argLength(key));
      if (other != OtherDatabase.NONE) {
        dirty.add(other, command.window(), command.argStart(key), command.argLength(key));
      }
    }
  }
}
