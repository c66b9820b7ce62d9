package io.redismigration.engine.stream;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.lane.OrderedBatch;
import io.redismigration.engine.stream.DirtyKeys.Cause;
import io.redismigration.engine.stream.Rule.Dropped;
import io.redismigration.engine.stream.Rule.Refused;
import io.redismigration.engine.stream.Rule.Rewritten;
import io.redismigration.engine.stream.Rule.Verbatim;
import io.redismigration.redis.command.CommandSpec;
import io.redismigration.redis.command.CommandTable;
import io.redismigration.redis.command.KeyExtractor;
import io.redismigration.redis.resp.StreamCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies a command's rule: writes what stands for it into the batch, in the right database, and
 * keeps account of the keys it names. No allocation for commands that go as they came.
 */
final class CommandRewriter {
  private static final Logger log = LoggerFactory.getLogger(CommandRewriter.class);

  private final int targetDatabases;
  private final KeyTracker tracker;
  private final TouchedKeys touched;
  private final DirtyKeys dirty;
  private final KeyExtractor extractor;
  private final WholeDatabases wholeDatabases;

  CommandRewriter(
      CommandTable commands, StreamSettings settings, TouchedKeys touched, DirtyKeys dirty) {
    this.targetDatabases = settings.targetDatabases();
    this.tracker = new KeyTracker(commands, touched, settings.checkpoint());
    this.touched = touched;
    this.dirty = dirty;
    this.extractor = new KeyExtractor(commands);
    this.wholeDatabases = new WholeDatabases(commands, settings.sourceDatabases());
  }

  /**
   * Writes what stands for the command.
   *
   * @return whether anything was written
   */
  boolean rewrite(
      CommandSpec spec, Rule rule, StreamCommand command, int database, OrderedBatch out) {
    if (rule instanceof Dropped) {
      return false;
    }
    if (rule instanceof Refused refused) {
      throw refusal(spec.name() + ": " + refused.why(), refused.remedy(), null);
    }
    if (database >= targetDatabases) {
      throw refusal(
          spec.name() + " in database " + database + " of " + targetDatabases + " on the target",
          "raise databases in the target's configuration",
          null);
    }
    tracker.touch(spec, command, database);
    if (wholeDatabases.contains(spec)) {
      wholeDatabases.applyTo(touched, spec, command, database);
    }
    out.database(database);
    if (rule instanceof Verbatim verbatim) {
      out.verbatim(command.window(), command.start(), command.size());
      if (verbatim.mustHaveEffect()) {
        out.mustHaveEffect();
      }
    } else if (rule instanceof Rewritten rewritten) {
      rewrite(rewritten, spec, command, database, out);
    }
    return true;
  }

  private void rewrite(
      Rewritten rule, CommandSpec spec, StreamCommand command, int database, OrderedBatch out) {
    try {
      rule.how().write(command, out);
    } catch (NotRepresentableException e) {
      log.warn("{}: its keys will be copied anew", e.getMessage());
      DirtyMarker.mark(dirty, extractor, spec, command, database, Cause.NotRepresentable);
    } catch (UnknownOptionException | ArithmeticException e) {
      throw refusal(String.valueOf(e.getMessage()), "use a newer release of this program", e);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw refusal(command + " is not of a form known here", "use a newer release", e);
    }
  }

  /** A command that was in the target already, though its replies were never checked. */
  void skip(CommandSpec spec, StreamCommand command, int database) {
    if (wholeDatabases.contains(spec)) {
      wholeDatabases.applyTo(dirty, spec, command, database);
    }
    DirtyMarker.mark(dirty, extractor, spec, command, database, Cause.RepliesLost);
  }

  private static EngineException refusal(String what, String remedy, Exception cause) {
    return new EngineException(
        Reason.CommandNotSupported, "the source streamed " + what, remedy, cause);
  }
}
