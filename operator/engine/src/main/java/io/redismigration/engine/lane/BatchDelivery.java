package io.redismigration.engine.lane;

import io.redismigration.engine.PasswordRotation;
import io.redismigration.engine.Reason;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.Claim;
import io.redismigration.engine.lane.LaneStatus.State;
import io.redismigration.engine.target.TargetConnector;
import io.redismigration.engine.target.TargetError;
import io.redismigration.engine.target.TargetErrors;
import io.redismigration.engine.target.Throttle;
import io.redismigration.redis.resp.ErrorCode;
import io.redismigration.redis.resp.RedisError;
import io.redismigration.redis.resp.RedisErrorException;
import io.redismigration.redis.resp.Reply;
import io.redismigration.redis.resp.ReplyReader;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets a batch into the target exactly once, however long it takes: connects, waits while the
 * target is not able, finds out what became of a batch whose replies were lost. For the lane's
 * thread, but for {@link #status} and {@link #close}.
 */
final class BatchDelivery {
  private static final Logger log = LoggerFactory.getLogger(BatchDelivery.class);

  private final TargetConnector connector;
  private final OrderedLaneSettings settings;
  private final Throttle throttle;
  private final LaneListener listener;
  private final BatchReplies replies;
  private final Claim claim;
  private final PasswordRotation rotation;

  private Checkpoint stored;
  private volatile LaneSession session;
  private volatile boolean closed;
  private volatile LaneStatus status =
      new LaneStatus(State.CONNECTING, Optional.empty(), "", 0, 0, 0);
  private boolean connectedOnce;
  private boolean formerNamed = true;
  private volatile boolean givingUp;
  private long pauseMillis;

  BatchDelivery(
      TargetConnector connector,
      OrderedLaneSettings settings,
      Throttle throttle,
      Checkpoint stored,
      LaneListener listener) {
    this.connector = connector;
    this.settings = settings;
    this.throttle = throttle;
    this.stored = stored;
    this.listener = listener;
    this.claim = settings.claim();
    this.rotation = new PasswordRotation("target", settings.rotation());
    this.replies = new BatchReplies(listener, claim);
  }

  /** Returns when the batch is in the target and its replies are checked as far as they came. */
  void deliver(OrderedBatch batch) throws InterruptedException {
    throttle.acquire(batch.bytes(), batch.commands());
    boolean sent = false;
    pauseMillis = settings.firstRetry().toMillis();
    while (true) {
      try {
        if (session == null
            && connect(sent ? Optional.of(batch.checkpoint()) : Optional.empty())
                == StoredPosition.APPLIED) {
          listener.repliesLost(batch);
          count(0, 0, 1);
          break;
        }
        sent = true;
        if (!(exchange(batch) instanceof BatchReplies.Refused refused)) {
          break;
        }
        retryOrFail(batch, refused);
      } catch (RedisErrorException e) {
        drop();
        waitOrFail(e.error(), "a command of the handshake");
      } catch (IOException e) {
        drop();
        unreachable(e);
      }
    }
    stored = batch.checkpoint();
    writing();
  }

  private BatchReplies.Outcome exchange(OrderedBatch batch) throws IOException {
    if (!batch.replacesOnly()) {
      StoredPosition.of(claim, session.watchCheckpoint(), stored, Optional.empty());
    }
    ReplyReader reader = session.connection().reader();
    if (!settings.seesBeforeExec()) {
      session.send(batch.buffer());
      return replies.read(reader, batch);
    }
    session.send(batch.commandsBuffer());
    BatchReplies.Refused refused = replies.readQueued(reader, batch);
    if (refused != null) {
      drop(); // with the connection goes what it has accepted
      return refused;
    }
    session.send(batch.execBuffer());
    return replies.readExec(reader, batch, null);
  }

  /** Asks outside the transaction that the connection has begun for the next batch. */
  Reply ask(String... command) throws InterruptedException {
    pauseMillis = settings.firstRetry().toMillis();
    while (true) {
      try {
        if (session == null) {
          connect(Optional.empty());
        }
        session.connection().require("DISCARD");
        Reply answer = session.call(command);
        session.connection().require("MULTI");
        writing();
        return answer;
      } catch (RedisErrorException e) {
        drop();
        waitOrFail(e.error(), command[0]);
      } catch (IOException e) {
        drop();
        unreachable(e);
      }
    }
  }

  LaneStatus status() {
    return status;
  }

  /** Breaks the connection, from any thread, so that whoever waits on it stops. */
  void close() {
    closed = true;
    LaneSession current = session;
    if (current != null) {
      current.close();
    }
  }

  /** From now on does not wait for a target that cannot take the batch. */
  boolean giveUpWaiting() {
    givingUp = true;
    return status.state() != State.WRITING;
  }

  /** After the last batch. */
  void end() {
    drop();
    status(State.ENDED, Optional.empty(), "");
  }

  private StoredPosition connect(Optional<Checkpoint> sent)
      throws IOException, InterruptedException {
    LaneSession opened = LaneSession.open(connector, settings, formerNamed);
    StoredPosition position;
    try {
      position = StoredPosition.of(claim, opened.checkpoint(), stored, sent);
      opened.connection().require("MULTI");
      session = opened;
    } finally {
      if (session == null) {
        opened.close();
      }
    }
    if (closed) {
      throw new InterruptedException("closed while connecting");
    }
    if (connectedOnce) {
      count(1, 0, 0);
    }
    connectedOnce = true;
    formerNamed = session.isNamed();
    return position;
  }

  private void retryOrFail(OrderedBatch batch, BatchReplies.Refused refused)
      throws InterruptedException {
    RedisError error = refused.error();
    String command = refused.index() < 0 ? "EXEC" : batch.commandName(refused.index());
    waitOrFail(error, command);
    if (error.code() == ErrorCode.READONLY || error.code() == ErrorCode.MASTERDOWN) {
      // Another server may be the primary by now, behind the same address.
      drop();
    }
  }

  private void waitOrFail(RedisError error, String command) throws InterruptedException {
    TargetError meaning = TargetErrors.classify(abortCause(error));
    if (meaning.reason() == Reason.AuthenticationFailed) {
      drop();
      String waitsFor = rotation.refused(new RedisErrorException(command, error)).getMessage();
      pause(State.CONNECTING, meaning.reason(), waitsFor);
    } else if (meaning instanceof TargetError.Fatal fatal) {
      throw fatal.toException(command);
    } else if (meaning instanceof TargetError.RetryLater later) {
      count(0, 1, 0);
      pause(State.WAITING, later.reason(), later.state());
    } else {
      drop();
      pause(State.CONNECTING, meaning.reason(), "the target wants a new connection");
    }
  }

  /** From redis 6.2 on EXECABORT carries the error that aborted, after a colon. */
  private static RedisError abortCause(RedisError error) {
    String mark = "because of: ";
    int at = error.text().indexOf(mark);
    return error.code() == ErrorCode.EXECABORT && at > 0
        ? RedisError.of(error.text().substring(at + mark.length()))
        : error;
  }

  private void unreachable(IOException e) throws InterruptedException {
    if (closed) {
      throw new InterruptedException("closed");
    }
    pause(State.CONNECTING, Reason.TargetUnreachable, String.valueOf(e.getMessage()));
  }

  private void pause(State state, Reason reason, String message) throws InterruptedException {
    if (status.state() != state || !status.reason().equals(Optional.of(reason))) {
      log.warn("the stream waits: {} ({})", message, reason);
    }
    status(state, Optional.of(reason), message);
    if (reason != Reason.AuthenticationFailed) {
      rotation.over();
    }
    if (givingUp) {
      throw new InterruptedException("told not to wait");
    }
    Thread.sleep(pauseMillis);
    pauseMillis = Math.min(2 * pauseMillis, settings.slowestRetry().toMillis());
  }

  private void drop() {
    LaneSession current = session;
    session = null;
    if (current != null) {
      current.close();
    }
  }

  private void writing() {
    rotation.over();
    if (status.state() != State.WRITING) {
      if (status.reason().isPresent()) {
        log.info("the stream goes on");
      }
      status(State.WRITING, Optional.empty(), "");
    }
  }

  private void status(State state, Optional<Reason> reason, String message) {
    LaneStatus now = status;
    status =
        new LaneStatus(state, reason, message, now.reconnects(), now.retries(), now.repliesLost());
  }

  private void count(int reconnects, int retries, int repliesLost) {
    LaneStatus now = status;
    status =
        new LaneStatus(
            now.state(),
            now.reason(),
            now.message(),
            now.reconnects() + reconnects,
            now.retries() + retries,
            now.repliesLost() + repliesLost);
  }
}
