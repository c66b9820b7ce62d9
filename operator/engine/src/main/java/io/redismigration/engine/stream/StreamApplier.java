package io.redismigration.engine.stream;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.lane.LaneClosedException;
import io.redismigration.engine.lane.OrderedBatch;
import io.redismigration.engine.lane.OrderedLane;
import io.redismigration.engine.stream.Rule.Control;
import io.redismigration.redis.command.CommandSpec;
import io.redismigration.redis.resp.ForeignBytesException;
import io.redismigration.redis.resp.StreamCommand;
import io.redismigration.redis.resp.StreamException;
import io.redismigration.redis.resp.StreamParser;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Applies the stream: cuts it into commands, has them rewritten, keeps the source's transactions
 * whole, and decides when a batch goes. A batch goes when it is large enough, or when nothing more
 * is to be read and the lane is free, so that batches are small and quick with little load and
 * large and cheap with much.
 *
 * <p>{@link #run} is the applier's thread; everything else is for any thread. No allocation per
 * command for those that go as they came.
 */
public final class StreamApplier {
  private static final int WINDOW = 256 << 10;
  private static final Duration NAP = Duration.ofSeconds(1);

  private final StreamInput input;
  private final OrderedLane lane;
  private final RuleTable rules;
  private final CommandRewriter rewriter;
  private final StreamBatches batches;
  private final StreamPositions positions;
  private final StreamSettings.Limits limits;
  private final LateCommands late;
  private final ScriptBodies scripts;
  private final CutGate gate = new CutGate();
  private final StreamCommand command = new StreamCommand();
  private final StreamCursor cursor;

  private StreamParser parser;
  private final long skipTo;
  private long skipInside;

  /** End of the last command outside transactions. */
  private long boundary;

  /**
   * The first offset at which the data was as it is at {@code boundary}: where an empty transaction
   * began, or the last command of another ended. A source tells the offset in the middle of the
   * transaction that asks for it: before 6.2 each of these is streamed; in 6.2 one is whose reads
   * find a key that has expired, with its deletion.
   */
  private long sameFrom;

  private boolean endsTransaction;

  private boolean inTransaction;
  private boolean splitting;
  private int databaseBefore;
  private long inside;
  private long lastInside;
  private int transactionStart;
  private int commandsBefore;

  private long commands;
  private long written;
  private long dropped;
  private long transactions;
  private long split;
  private long skipped;
  private volatile StreamCounters counters = StreamCounters.NONE;
  private volatile boolean closed;
  private volatile boolean onlyReads;

  StreamApplier(StreamParts parts, StreamInput input, OrderedLane lane, StreamStart start) {
    this.input = input;
    this.lane = lane;
    this.rules = parts.rules();
    this.rewriter = parts.rewriter();
    this.positions = parts.positions();
    this.limits = parts.settings().limits();
    this.late = parts.late();
    this.scripts = parts.scripts();
    this.cursor = parts.cursor();
    this.batches = new StreamBatches(lane, parts.settings(), positions, start);
    this.skipTo = start.applied();
    this.skipInside = start.inside();
    this.boundary = start.confirmed();
    this.sameFrom = boundary;
    this.parser = newParser();
  }

  private StreamParser newParser() {
    return new StreamParser(this::readAvailable, WINDOW, StreamParser.DEFAULT_LIMIT);
  }

  /** Never waits: a wait is the moment to send what there is. */
  private int readAvailable(ByteBuffer dst) throws IOException {
    if (input.available() == 0 && !input.await(Duration.ZERO)) {
      throw NothingToReadException.INSTANCE;
    }
    return input.read(dst);
  }

  /**
   * Applies until the input ends or {@link #close}; then everything is confirmed.
   *
   * @throws EngineException when the stream cannot be applied any further
   * @throws IOException when the input fails, or a new history began
   */
  public void run() throws IOException, InterruptedException {
    RuntimeException why =
        new IllegalStateException("its link ended, or the source began another history");
    try {
      while (!closed && step()) {
        // goes on
      }
      if (!inTransaction && !onlyReads) {
        batches.finish(boundary, cursor.database());
        positions.confirmed(boundary);
      }
    } catch (LaneClosedException e) {
      why = e;
      if (!closed) {
        throw e;
      }
    } catch (RuntimeException e) {
      why = e;
      throw e;
    } finally {
      publish();
      gate.end(why);
    }
  }

  /**
   * Asks {@link #run} to return at the next boundary. What was read is still delivered when the
   * target can take it; nobody waits for one that cannot.
   */
  public void close() {
    closed = true;
    input.wakeUp();
    lane.giveUpWaiting();
  }

  /**
   * From the next boundary on nothing is written to the target any more, no checkpoint either; what
   * comes is still looked at. To be called while a cut stands: then nothing was written since.
   */
  public void onlyRead() {
    onlyReads = true;
  }

  /** How far it has come. */
  public StreamPositions positions() {
    return positions;
  }

  /** What came and what became of it. */
  public StreamCounters counters() {
    return counters;
  }

  /** What came after the fence. */
  public LateCommands lateCommands() {
    return late;
  }

  /**
   * Has the stream stand still at the next boundary with everything before it confirmed.
   *
   * @param patience how long to wait for that
   * @param hold how long it may stand still then, before it goes on by itself
   * @throws EngineException with {@link Reason#CutTimedOut} when patience ends first, with {@link
   *     Reason#StreamInterrupted} when {@link #run} has returned
   */
  public Cut pause(Duration patience, Duration hold) throws InterruptedException {
    return gate.pause(patience, hold, input::wakeUp);
  }

  private boolean step() throws IOException, InterruptedException {
    try {
      if (!inTransaction && !onlyReads && gate.stopsAt(boundary)) {
        batches.finish(boundary, cursor.database());
        positions.confirmed(boundary);
        publish();
        gate.hold(boundary, sameFrom);
        return true;
      }
      if (!parser.next(command)) {
        return false;
      }
      apply();
    } catch (NothingToReadException e) {
      idle();
    } catch (ForeignBytesException e) {
      resume(e);
    } catch (StreamException e) {
      if (e.reason() == StreamException.Reason.TRUNCATED) {
        return false; // the rest of the command is asked for when the stream is taken up again
      }
      throw new EngineException(
          Reason.ProtocolViolation,
          "the stream of the source is damaged: " + e.getMessage(),
          "start again: the stream is asked for anew from the last confirmed command",
          e);
    }
    return true;
  }

  private void idle() throws InterruptedException, InterruptedIOException {
    if (inTransaction || onlyReads || batches.settle(boundary, cursor.database())) {
      publish();
      if (!gate.stopsAt(boundary) || inTransaction || onlyReads) {
        input.await(NAP);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException("while waiting for the stream");
      }
    }
  }

  private void resume(ForeignBytesException e) throws IOException, InterruptedException {
    long last = cursor.base() + e.boundary();
    if (inTransaction) {
      throw new EngineException(
          Reason.ForeignBytesOnLink,
          "the source wrote something else into the middle of a transaction",
          "start again: the stream is asked for anew from the last confirmed command",
          e);
    }
    input.resumeAfter(last, "the source wrote something that is not the stream");
    cursor.restartAfter(last);
    parser = newParser();
  }

  private void apply() throws InterruptedException {
    long end = cursor.endOf(command);
    commands++;
    late.saw(command, end);
    if (onlyReads) {
      positions.parsed(end);
      return;
    }
    CommandSpec spec = rules.spec(command);
    Rule rule = spec == null ? null : rules.rule(spec);
    if (rule == null) {
      throw new EngineException(
          Reason.CommandNotSupported,
          "the source streamed a command that is not known here, " + command,
          "use a release of this program that knows the source's version and modules");
    }
    if (rule instanceof Control control) {
      steer(control);
    } else if (isAppliedAlready(end)) {
      skip(spec);
    } else if (rewriter.rewrite(spec, rule, command, cursor.database(), batches.current())) {
      written++;
    } else {
      dropped++;
    }
    finished(end);
  }

  private boolean isAppliedAlready(long end) {
    return end <= skipTo || inTransaction && boundary >= skipTo && inside < skipInside;
  }

  private void steer(Control control) throws InterruptedException {
    switch (control.act()) {
      case SELECT -> cursor.select((int) command.argNumber(1));
      case BEGIN -> begin();
      case END -> {
        inTransaction = false;
        splitting = false;
        sameFrom = inside == 0 ? boundary : lastInside;
        endsTransaction = true;
        if (boundary >= skipTo) {
          skipInside = 0;
        }
      }
      case KEEPALIVE -> {
        // counts in the offset, and that is all
      }
    }
  }

  private void begin() throws InterruptedException {
    if (batches.ready()) {
      batches.flush(boundary, cursor.database());
    }
    inTransaction = true;
    transactions++;
    inside = -1;
    databaseBefore = cursor.database();
    OrderedBatch batch = batches.current();
    transactionStart = batch.bytes();
    commandsBefore = batch.commands();
  }

  private void skip(CommandSpec spec) {
    skipped++;
    rewriter.skip(spec, command, cursor.database());
    if (command.is("EVAL") && command.argc() > 1) {
      scripts.add(command.argBytes(1));
    }
  }

  private void finished(long end) throws InterruptedException {
    positions.parsed(end);
    if (inTransaction) {
      inside++;
      lastInside = end;
      splitIfTooLarge();
      return;
    }
    if (!endsTransaction) {
      sameFrom = end;
    }
    endsTransaction = false;
    boundary = end;
    if (end == skipTo) {
      batches.startAt(cursor.database());
    }
    if (batches.ready()) {
      batches.flush(boundary, cursor.database());
      publish();
    }
  }

  private void splitIfTooLarge() throws InterruptedException {
    OrderedBatch batch = batches.current();
    if (batch.bytes() - transactionStart < limits.transactionBytes()
        && batch.commands() - commandsBefore < limits.transactionCommands()) {
      return;
    }
    if (!splitting) {
      splitting = true;
      split++;
    }
    batches.flushPart(boundary, inside, databaseBefore);
    transactionStart = 0;
    commandsBefore = 0;
    publish();
  }

  private void publish() {
    counters =
        new StreamCounters(
            commands, written, dropped, transactions, split, skipped, batches.count());
  }
}
