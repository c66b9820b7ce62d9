package io.redismigration.engine.lane;

import io.redismigration.redis.resp.RedisError;
import io.redismigration.redis.resp.ReplyKind;
import io.redismigration.redis.resp.ReplyReader;
import io.redismigration.redis.resp.RespException;
import java.io.IOException;

/**
 * Reads what the target answers to one batch: a reply per queued command, that of EXEC with one
 * element per command, and that of the MULTI after it. No allocation but for errors.
 */
final class BatchReplies {

  /** How a batch ended. */
  sealed interface Outcome permits Executed, Refused {}

  /** It was executed; single commands may have failed, which the listener was told. */
  record Executed() implements Outcome {}

  /**
   * Nothing of it was executed.
   *
   * @param index of the first refused command, or -1 when EXEC or MULTI was refused
   * @param error what the target said
   */
  record Refused(int index, RedisError error) implements Outcome {}

  private static final Executed EXECUTED = new Executed();
  private static final int NONE = -1;

  private final LaneListener listener;

  BatchReplies(LaneListener listener) {
    this.listener = listener;
  }

  Outcome read(ReplyReader replies, OrderedBatch batch) throws IOException {
    Refused refused = readQueued(replies, batch.commands());
    Outcome outcome = readExec(replies, batch, refused);
    if (replies.next() == ReplyKind.ERROR) {
      // The transaction before is done; the next batch needs a connection that has begun one.
      throw new RespException("MULTI was refused: " + replies.error().code());
    }
    return outcome;
  }

  private static Refused readQueued(ReplyReader replies, int commands) throws IOException {
    Refused first = null;
    for (int i = 0; i < commands; i++) {
      if (replies.next() == ReplyKind.ERROR && first == null) {
        first = new Refused(i, replies.error());
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
        if (refused != null || elements != batch.commands()) {
          // A server that was loading refused some without remembering it (redis 2.8 server
          // redis.c processCommand), and executed the rest.
          skip(replies, elements);
          listener.repliesLost(batch);
        } else {
          readElements(replies, batch, elements);
        }
        return EXECUTED;
      }
      default -> throw new RespException("EXEC answered with " + replies.kind());
    }
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
        case NULL -> checkEffect(batch, i);
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
