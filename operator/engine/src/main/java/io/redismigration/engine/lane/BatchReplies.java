package io.redismigration.engine.lane;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Claim;
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

  /** How a transaction ended. */
  sealed interface Outcome permits Executed, Refused {}

  /** It was executed; single commands may have failed, which the listener was told. */
  record Executed() implements Outcome {}

  /**
   * Nothing of it was executed.
   *
   * @param index of the first refused command, or -1 when EXEC was refused
   * @param error what the target said
   */
  record Refused(int index, RedisError error) implements Outcome {}

  private static final Executed EXECUTED = new Executed();
  private static final int NONE = -1;

  private final LaneListener listener;
  private final Claim claim;

  /**
   * @param claim on the target, where the checkpoint may be found missing
   */
  BatchReplies(LaneListener listener, Claim claim) {
    this.listener = listener;
    this.claim = claim;
  }

  /** Reads what came for the whole batch. */
  Outcome read(ReplyReader replies, OrderedBatch batch) throws IOException {
    return readExec(replies, batch, readQueued(replies, batch));
  }

  /**
   * Reads what came for the commands before EXEC.
   *
   * @return the first one that was refused; null when all were accepted
   */
  Refused readQueued(ReplyReader replies, OrderedBatch batch) throws IOException {
    Refused first = null;
    for (int i = 0; i < batch.commands(); i++) {
      if (replies.next() == ReplyKind.ERROR && first == null) {
        first = new Refused(i, replies.error());
      }
    }
    return first;
  }

  /**
   * Reads what came for EXEC and the MULTI after it.
   *
   * @param refused what {@link #readQueued} returned
   */
  Outcome readExec(ReplyReader replies, OrderedBatch batch, Refused refused) throws IOException {
    Outcome outcome = EXECUTED;
    switch (replies.next()) {
      case ERROR -> outcome = refused != null ? refused : new Refused(NONE, replies.error());
      case ARRAY -> {
        if (refused != null || replies.arrayLength() != batch.commands()) {
          throw tornApart(refused);
        }
        readElements(replies, batch);
      }
      case NULL -> throw new RespException("somebody else wrote the checkpoint");
      default -> throw new RespException("EXEC answered with " + replies.kind());
    }
    readMulti(replies);
    return outcome;
  }

  /** Not to be repaired from here: what was executed has no checkpoint, or one that is not true. */
  private static EngineException tornApart(Refused refused) {
    return new EngineException(
        Reason.ProtocolViolation,
        "the target executed a part of a transaction"
            + (refused == null ? "" : " although it had answered " + refused.error().code()),
        "choose a target of a release that is supported, and copy everything again");
  }

  private static void readMulti(ReplyReader replies) throws IOException {
    if (replies.next() == ReplyKind.ERROR) {
      // The transaction before is done; the next batch needs a connection that has begun one.
      throw new RespException("MULTI was refused: " + replies.error().code());
    }
  }

  private void readElements(ReplyReader replies, OrderedBatch batch) throws IOException {
    int elements = batch.commands();
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
            throw claim.missing();
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
