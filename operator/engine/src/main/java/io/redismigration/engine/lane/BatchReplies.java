package io.redismigration.engine.lane;

import io.redismigration.redis.resp.RedisError;
import io.redismigration.redis.resp.ReplyKind;
import io.redismigration.redis.resp.ReplyReader;
import io.redismigration.redis.resp.RespException;
import java.io.IOException;
import java.util.BitSet;

/**
 * Reads what the target answers to one batch: a reply per queued command, that of EXEC with one
 * element per command, and that of the MULTI after it. No allocation but for errors.
 */
final class BatchReplies {

  /** How a transaction ended. */
  sealed interface Outcome permits Executed, Torn, Refused {}

  /** It was executed; single commands may have failed, which the listener was told. */
  record Executed() implements Outcome {}

  /** Some of it was executed and some, the checkpoint perhaps, was not. */
  record Torn() implements Outcome {}

  /**
   * Nothing of it was executed.
   *
   * @param index of the first refused command, or -1 when EXEC was refused
   * @param error what the target said
   */
  record Refused(int index, RedisError error) implements Outcome {}

  private static final Executed EXECUTED = new Executed();
  private static final Torn TORN = new Torn();
  private static final int NONE = -1;

  private final LaneListener listener;

  /** Which commands were accepted although others were not. */
  private final BitSet accepted = new BitSet();

  BatchReplies(LaneListener listener) {
    this.listener = listener;
  }

  /** Reads what came for the whole batch. */
  Outcome read(ReplyReader replies, OrderedBatch batch) throws IOException {
    accepted.clear();
    Refused refused = readQueued(replies, batch.commands());
    Outcome outcome = readExec(replies, batch, refused);
    readMulti(replies);
    return outcome;
  }

  /** Reads what came for the checkpoint alone. */
  Outcome readCheckpoint(ReplyReader replies) throws IOException {
    accepted.clear();
    Refused refused = readQueued(replies, OrderedBatch.CHECKPOINT_COMMANDS);
    Outcome outcome = EXECUTED;
    if (replies.next() == ReplyKind.ERROR) {
      outcome = refused != null ? refused : new Refused(NONE, replies.error());
    } else {
      int elements = replies.arrayLength();
      for (int i = 0; i < elements; i++) {
        if (replies.next() == ReplyKind.NULL) {
          throw StoredPosition.missing();
        }
      }
      outcome = refused != null ? refused : outcome;
    }
    readMulti(replies);
    return outcome;
  }

  private static void readMulti(ReplyReader replies) throws IOException {
    if (replies.next() == ReplyKind.ERROR) {
      // The transaction before is done; the next batch needs a connection that has begun one.
      throw new RespException("MULTI was refused: " + replies.error().code());
    }
  }

  private Refused readQueued(ReplyReader replies, int commands) throws IOException {
    Refused first = null;
    for (int i = 0; i < commands; i++) {
      if (replies.next() != ReplyKind.ERROR) {
        if (first != null) {
          accepted.set(i);
        }
      } else if (first == null) {
        first = new Refused(i, replies.error());
        accepted.set(0, i);
      }
    }
    return first;
  }

  private Outcome readExec(ReplyReader replies, OrderedBatch batch, Refused refused)
      throws IOException {
    switch (replies.next()) {
      case ERROR -> {
        return refused != null ? refused : new Refused(NONE, replies.error());
      }
      case ARRAY -> {
        int elements = replies.arrayLength();
        if (refused == null && elements == batch.commands()) {
          readElements(replies, batch, elements);
          return EXECUTED;
        }
        // Old servers refuse writes without remembering it for EXEC (redis 2.8.19 redis.c,
        // processCommand, for -READONLY and -LOADING), and execute what they had accepted.
        skip(replies, elements);
        return refused != null && onlySelectsAccepted(batch) ? refused : TORN;
      }
      default -> throw new RespException("EXEC answered with " + replies.kind());
    }
  }

  private boolean onlySelectsAccepted(OrderedBatch batch) {
    BatchCommands walk = new BatchCommands(batch);
    for (int i = accepted.nextSetBit(0); i >= 0; i = accepted.nextSetBit(i + 1)) {
      if (!walk.moveTo(i) || !walk.command().is("SELECT")) {
        return false;
      }
    }
    return true;
  }

  private void readElements(ReplyReader replies, OrderedBatch batch, int elements)
      throws IOException {
    for (int i = 0; i < elements; i++) {
      ReplyKind kind = replies.next();
      switch (kind) {
        case ERROR -> listener.failed(batch, i, replies.error());
        case ARRAY -> {
          int inner = replies.arrayLength();
          skip(replies, inner);
          if (inner == 0) {
            checkEffect(batch, i);
          }
        }
        case NULL -> {
          if (i == elements - 1) {
            throw StoredPosition.missing();
          }
          checkEffect(batch, i);
        }
        case INTEGER -> {
          if (replies.integer() <= 0) {
            checkEffect(batch, i);
          }
        }
        case STATUS, BULK -> {
          // done, and what it returned is nobody's concern
        }
      }
    }
  }

  private void checkEffect(OrderedBatch batch, int index) {
    if (batch.expectsEffect(index)) {
      listener.withoutEffect(batch, index);
    }
  }

  private static void skip(ReplyReader replies, int elements) throws IOException {
    for (int i = 0; i < elements; i++) {
      replies.skipReply();
    }
  }
}
