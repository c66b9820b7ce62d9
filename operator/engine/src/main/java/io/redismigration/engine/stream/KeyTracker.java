package io.redismigration.engine.stream;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.redis.command.CommandSpec;
import io.redismigration.redis.command.CommandTable;
import io.redismigration.redis.command.KeyExtractor;
import io.redismigration.redis.resp.StreamCommand;
import java.util.Optional;

/**
 * Looks at the keys of stream commands: remembers them while somebody wants to know, and refuses
 * those that would touch the checkpoint. Costs a comparison per command when neither is needed.
 */
final class KeyTracker {
  private final KeyExtractor extractor;
  private final TouchedKeys touched;
  private final CheckpointLocation checkpoint;
  private final byte[] reserved;
  private final CommandSpec move;
  private final CommandSpec copy;
  private final Optional<CommandSpec> eval;
  private final Optional<CommandSpec> evalsha;

  KeyTracker(CommandTable commands, TouchedKeys touched, CheckpointLocation checkpoint) {
    this.extractor = new KeyExtractor(commands);
    this.touched = touched;
    this.checkpoint = checkpoint;
    this.reserved = checkpoint.key();
    this.move = commands.require("MOVE");
    this.copy = commands.require("COPY");
    this.eval = commands.find("EVAL");
    this.evalsha = commands.find("EVALSHA");
  }

  /** A command that is about to be applied in that database. */
  void touch(CommandSpec spec, StreamCommand command, int database) {
    boolean tracking = touched.isTracking();
    boolean elsewhere = spec == move || spec == copy;
    if (!tracking && database != checkpoint.database() && !elsewhere) {
      return;
    }
    int count = extractor.extract(spec, command);
    for (int i = 0; i < count; i++) {
      int key = extractor.position(i);
      refuseReserved(command, key, database, elsewhere);
      if (tracking) {
        touched.add(database, command.window(), command.argStart(key), command.argLength(key));
        if (elsewhere) {
          touchElsewhere(command, key);
        }
      }
    }
    boolean hidesKeys = count == 0 && (isScript(spec) || !extractor.complete());
    if (tracking && hidesKeys) {
      touched.overflow();
    }
  }

  private boolean isScript(CommandSpec spec) {
    return eval.filter(spec::equals).isPresent() || evalsha.filter(spec::equals).isPresent();
  }

  private void touchElsewhere(StreamCommand command, int key) {
    int other = OtherDatabase.of(command);
    if (other != OtherDatabase.NONE) {
      touched.add(other, command.window(), command.argStart(key), command.argLength(key));
    }
  }

  private void refuseReserved(StreamCommand command, int index, int database, boolean elsewhere) {
    if (command.argLength(index) != reserved.length
        || database != checkpoint.database() && !elsewhere) {
      return;
    }
    for (int i = 0; i < reserved.length; i++) {
      if (command.window().get(command.argStart(index) + i) != reserved[i]) {
        return;
      }
    }
    throw new EngineException(
        Reason.CheckpointKeyInUse,
        "the source uses the key " + CheckpointLocation.KEY + ", which the migration reserves",
        "remove that key from the source, or stop its client, then migrate again");
  }
}
