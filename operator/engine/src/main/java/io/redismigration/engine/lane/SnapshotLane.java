package io.redismigration.engine.lane;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.target.PatientConnector;
import io.redismigration.engine.target.TargetError;
import io.redismigration.engine.target.TargetError.Fatal;
import io.redismigration.engine.target.TargetError.RetryLater;
import io.redismigration.engine.target.TargetErrors;
import io.redismigration.engine.target.Waiting;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.RedisErrorException;
import io.redismigration.redis.resp.ReplyReader;
import java.io.IOException;
import java.util.Optional;

/**
 * One connection and its thread: writes a batch, then reads the replies of the batch before.
 *
 * <p>In its usual state it reads replies and nothing else. What was refused for now, and what a
 * lost connection left without a reply, is settled command by command, with nothing in flight, by
 * {@link Settlement}.
 */
final class SnapshotLane implements Runnable {

  private final LaneQueue queue;
  private final PatientConnector connector;
  private volatile RedisConnection connection;
  private volatile boolean closed;
  private volatile long confirmedKeys;
  private volatile long reconnects;
  private RetryLater refusal;

  SnapshotLane(LaneQueue queue, PatientConnector connector) {
    this.queue = queue;
    this.connector = connector;
  }

  @Override
  public void run() {
    try {
      Batch inFlight = null;
      while (!closed) {
        Batch next = inFlight == null ? queue.take() : queue.poll();
        inFlight = advance(inFlight, next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Whatever it is, the applier must learn of it: it waits for this lane.
      queue.fail(e);
    } catch (Error e) {
      queue.fail(new IllegalStateException("a lane's thread died", e));
      throw e;
    } finally {
      closed = true;
      dropConnection();
    }
  }

  /** Writes {@code next}, finishes {@code inFlight}; returns what is in flight then. */
  private Batch advance(Batch inFlight, Batch next) throws InterruptedException {
    try {
      if (connection == null) {
        connect();
      }
      if (next != null) {
        connection.transport().write(next.buffer());
      }
      if (inFlight == null) {
        return next;
      }
      readReplies(inFlight);
      if (inFlight.refusedCount() == 0) {
        finish(inFlight);
        return next;
      }
      if (next != null) {
        readReplies(next);
      }
    } catch (IOException e) {
      if (closed) {
        throw new InterruptedException();
      }
      dropConnection();
    }
    settle(inFlight);
    settle(next);
    return null;
  }

  private void readReplies(Batch batch) throws IOException, InterruptedException {
    ReplyReader reader = connection.reader();
    for (int i = batch.answered(); i < batch.commands(); i++) {
      reader.next();
      LaneCommand command = batch.command(i);
      switch (command.judge(reader)) {
        case DONE -> {}
        case KEY_EXISTS -> throw foreignKey(batch, i);
        case REFUSED -> refuse(batch, i, TargetErrors.classify(reader.error()));
        case NONSENSE -> throw nonsense(command);
      }
      batch.answerOne();
    }
  }

  /** Looks on a new connection which key it was: on this one, other replies come first. */
  private EngineException foreignKey(Batch batch, int index)
      throws IOException, InterruptedException {
    dropConnection();
    connect();
    return new Settlement(connection, batch).foreignKey(index);
  }

  private void refuse(Batch batch, int index, TargetError error) throws IOException {
    if (error instanceof Fatal fatal) {
      throw fatal.toException(batch.command(index).name());
    }
    if (error instanceof RetryLater later) {
      refusal = later;
      batch.refuse(index);
    } else {
      throw new IOException("the target wants another connection: " + error.reason());
    }
  }

  /** Brings a batch to its end when something went wrong, over as many connections as it takes. */
  private void settle(Batch batch) throws InterruptedException {
    if (batch == null) {
      return;
    }
    while (true) {
      try {
        if (connection == null) {
          connect();
          reconnects = reconnects + 1;
        }
        if (refusal != null) {
          connector.await(refusal);
          refusal = null;
        }
        Optional<TargetError> stillRefused = new Settlement(connection, batch).settle();
        if (stillRefused.isEmpty()) {
          finish(batch);
          return;
        }
        if (stillRefused.get() instanceof RetryLater later) {
          refusal = later;
        } else {
          dropConnection();
        }
      } catch (RedisErrorException e) {
        connector.await(e);
      } catch (IOException e) {
        if (closed) {
          throw new InterruptedException();
        }
        dropConnection();
        connector.awaitAfterLoss();
      }
    }
  }

  private void finish(Batch batch) {
    confirmedKeys = confirmedKeys + batch.keys();
    connector.recovered();
    queue.done(batch);
  }

  private void connect() throws InterruptedException {
    connection = connector.connect();
    if (closed) {
      dropConnection();
      throw new InterruptedException();
    }
  }

  static EngineException nonsense(LaneCommand command) {
    return new EngineException(
        Reason.ProtocolViolation,
        "the target answered " + command + " with something that is no reply to it",
        "check that the target is a Redis or Valkey server without a proxy that rewrites commands");
  }

  Optional<Waiting> waiting() {
    return connector.waiting();
  }

  long confirmedKeys() {
    return confirmedKeys;
  }

  long reconnects() {
    return reconnects;
  }

  /** Ends the lane: whatever its thread reads, writes or waits for is broken off. Any thread. */
  void close() {
    closed = true;
    RedisConnection current = connection;
    if (current != null) {
      current.close();
    }
  }

  private void dropConnection() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }
}
