package io.redismigration.engine.lane;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.target.TargetConnector;
import io.redismigration.engine.target.Throttle;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.Reply;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one connection that writes the stream: a batch at a time, each a transaction with the
 * checkpoint in it. While one is in flight the next waits and the one after it is encoded; none is
 * sent before every reply of the former was checked, since an aborted transaction must not be
 * overtaken. The one that waits spares the target a pause: the lane need not wake the writer to
 * have something to send. A batch that the target cannot take now is repeated until it can; one
 * whose fate is unknown is looked up in the stored checkpoint, never resent blindly.
 *
 * <p>{@link #batch}, {@link #submit}, {@link #drain} and {@link #ask} are for one thread, the
 * writer; the rest for any.
 */
public final class OrderedLane implements AutoCloseable {
  private static final int FIRST_BUFFER = 256 << 10;
  private static final int KEPT_BUFFER = 8 << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final BatchDelivery delivery;
  private final LaneListener listener;
  private final Thread thread;

  private OrderedBatch writing = newBatch();
  private final Deque<OrderedBatch> spare = new ArrayDeque<>(List.of(newBatch(), newBatch()));
  private volatile OrderedBatch inFlight;

  /** Sent as soon as nothing else is in flight; null unless something is. */
  private OrderedBatch waiting;

  private Question question;
  private RuntimeException failure;
  private volatile boolean closed;
  private volatile long confirmed;

  /**
   * @param connector opens connections that do not carry the lane's name yet
   * @param start the checkpoint that lies on the target now
   * @param listener told what the replies say
   */
  public OrderedLane(
      TargetConnector connector,
      OrderedLaneSettings settings,
      Throttle throttle,
      Checkpoint start,
      LaneListener listener) {
    this.listener = listener;
    this.delivery = new BatchDelivery(connector, settings, throttle, start, listener);
    this.confirmed = start.applied();
    this.thread = new Thread(this::run, "lane-ordered");
  }

  private static OrderedBatch newBatch() {
    return new OrderedBatch(new CommandWriter(FIRST_BUFFER, KEPT_BUFFER));
  }

  /** Starts the lane's thread, which connects with the first batch. */
  public void start() {
    thread.start();
  }

  /** The batch to write into now; it is another one after each {@link #submit}. */
  public OrderedBatch batch() {
    return writing;
  }

  /**
   * Hands over the finished batch, once the lane has no other that waits.
   *
   * @throws EngineException when the lane has given up
   */
  public void submit() throws InterruptedException {
    if (!writing.isFinished()) {
      throw new IllegalStateException("the batch has no checkpoint yet");
    }
    lock.lockInterruptibly();
    try {
      while (waiting != null) {
        throwFailure();
        changed.await();
      }
      throwFailure();
      if (inFlight == null) {
        inFlight = writing;
      } else {
        waiting = writing;
      }
      writing = spare.remove();
      writing.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything submitted is confirmed. */
  public void drain() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      awaitIdle();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Asks the target something on the lane's own connection, after everything submitted is
   * confirmed.
   *
   * @return the reply, which may be an error
   */
  public Reply ask(String... command) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      awaitIdle();
      Question asked = new Question(command);
      question = asked;
      changed.signalAll();
      while (asked.answer == null) {
        throwFailure();
        changed.await();
      }
      return asked.answer;
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing submitted is unconfirmed. */
  public boolean isIdle() {
    return inFlight == null;
  }

  /** End of the last batch whose replies were all checked. */
  public long confirmed() {
    return confirmed;
  }

  /** What it is doing, for people. */
  public LaneStatus status() {
    return delivery.status();
  }

  /**
   * From now on the lane ends rather than wait for a target that cannot be written to: what the
   * target can take is still delivered.
   */
  public void giveUpWaiting() {
    if (delivery.giveUpWaiting()) {
      thread.interrupt();
    }
  }

  /** Ends the thread and the connection at once; what is in flight may or may not be applied. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    delivery.close();
  }

  /** Waits for the thread to end after {@link #close}. */
  public void awaitEnd() throws InterruptedException {
    thread.join();
  }

  private void awaitIdle() throws InterruptedException {
    while (inFlight != null || question != null) {
      throwFailure();
      changed.await();
    }
    throwFailure();
  }

  private void throwFailure() {
    if (failure != null) {
      throw failure;
    }
  }

  private void run() {
    try {
      while (!closed) {
        work();
      }
    } catch (InterruptedException e) {
      fail(new LaneClosedException());
    } catch (RuntimeException e) {
      fail(closed ? new LaneClosedException() : e);
    } catch (Error e) {
      fail(new IllegalStateException("a lane's thread died", e));
      throw e;
    } finally {
      delivery.end();
    }
  }

  private void work() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (inFlight == null && question == null) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
    if (question != null) {
      answered(delivery.ask(question.command));
      return;
    }
    OrderedBatch batch = inFlight;
    delivery.deliver(batch);
    listener.confirmed(batch);
    confirmed = batch.end();
    delivered(batch);
  }

  private void answered(Reply reply) {
    lock.lock();
    try {
      question.answer(reply);
      question = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void delivered(OrderedBatch batch) {
    lock.lock();
    try {
      spare.add(batch);
      inFlight = waiting;
      waiting = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void fail(RuntimeException why) {
    lock.lock();
    try {
      failure = why;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** One command for the target and what it said. */
  private static final class Question {
    private final String[] command;
    private Reply answer;

    private Question(String... command) {
      this.command = command;
    }

    private void answer(Reply reply) {
      answer = reply;
    }
  }
}
