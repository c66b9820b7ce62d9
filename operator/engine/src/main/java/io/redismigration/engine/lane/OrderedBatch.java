package io.redismigration.engine.lane;

import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.Fragment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A part of the stream as one transaction for the target: the commands, the checkpoint, EXEC, and
 * the MULTI of the next transaction, encoded in one direct buffer; and what is to be known of the
 * replies. Written by the applier, then owned by the lane until its replies are checked; reused. No
 * allocation per command.
 *
 * <p>MULTI stands at the end so that its answer is known before the commands that rely on it are
 * sent: a server that refuses it for a moment (a script runs, data is loading) would execute them
 * one by one.
 */
public final class OrderedBatch {
  private static final Fragment EXEC = Fragment.command(1, "EXEC");
  private static final Fragment MULTI = Fragment.command(1, "MULTI");
  private static final Fragment SELECT = Fragment.command(2, "SELECT");
  private static final Fragment SET = Fragment.command(3, "SET");
  private static final Fragment SET_IF_THERE = Fragment.command(4, "SET");
  private static final Fragment DEL = Fragment.command(2, "DEL");

  private static final int NONE = -1;

  private final CommandWriter out;
  private final RunOfSets sets;

  /** Indices of commands whose reply of 0 or nil means that the key is missing here. */
  private final BitSet mustHaveEffect = new BitSet();

  private final List<DatabaseEvent> events = new ArrayList<>();
  private int commands;
  private int database;
  private boolean closed;
  private Checkpoint checkpoint;
  private int execStart;
  private long end;

  /** An empty one that writes into {@code out}. */
  public OrderedBatch(CommandWriter out) {
    this.out = out;
    this.sets = new RunOfSets(out);
    clear();
  }

  /** Forgets everything and begins a new transaction. */
  void clear() {
    out.clear();
    sets.forget();
    mustHaveEffect.clear();
    events.clear();
    commands = 0;
    database = NONE;
    closed = false;
    checkpoint = null;
    end = 0;
  }

  /** Whether nothing was written yet. */
  public boolean isEmpty() {
    return commands == 0 && !sets.open();
  }

  /** Commands inside the transaction so far. */
  public int commands() {
    return commands;
  }

  /** Bytes so far. */
  public int bytes() {
    return out.size();
  }

  /** Makes the commands that follow act on that database of the target. */
  public void database(int wanted) {
    if (wanted != database) {
      begin(SELECT).arg(wanted);
      database = wanted;
    }
  }

  /**
   * Begins a command of {@code argc} arguments; the caller writes exactly that many, its name
   * included.
   */
  public CommandWriter begin(int argc) {
    closeSets();
    commands++;
    return out.begin(argc);
  }

  /** Begins a command by its encoded head. */
  public CommandWriter begin(Fragment head) {
    closeSets();
    commands++;
    return out.put(head);
  }

  /** A whole command as it was received. */
  public void verbatim(ByteBuffer from, int position, int length) {
    closeSets();
    commands++;
    out.raw(from, position, length);
  }

  /**
   * A SET of key and value without more, merged with its neighbours into one MSET: both give the
   * same value, drop the TTL, and are done in order, so the last of a repeated key wins.
   *
   * @param position where the key's bulk header begins
   * @param length up to the end of the value's bulk
   */
  public void set(ByteBuffer from, int position, int length) {
    if (!sets.open()) {
      commands++;
    }
    sets.add(from, position, length);
  }

  /**
   * The command written last had an effect at the source: a reply of 0 or nil makes its keys dirty.
   */
  public void mustHaveEffect() {
    mustHaveEffect.set(commands - 1);
  }

  /** Remembers what the command written last does to a whole database. */
  public void event(DatabaseEvent.Kind kind, int one, int other) {
    events.add(new DatabaseEvent(kind, commands - 1, one, other));
  }

  /** Removes the copy of the checkpoint that the command written last may have brought there. */
  public void deleteStrayCheckpoint(int inDatabase, CheckpointLocation location) {
    database(inDatabase);
    begin(DEL).arg(location.key());
  }

  /**
   * Ends the transaction with the checkpoint. It only replaces the one that lies there, so that a
   * target that others emptied is noticed and stays without. A batch that acts on whole databases
   * may remove it itself and stores it whatever lies there: what it is to be sent to is looked at
   * before.
   *
   * @param position what to store
   * @param where and in which database
   * @param endOffset offset of the last byte of the stream dealt with when this batch is done
   */
  public void finish(Checkpoint position, CheckpointLocation where, long endOffset) {
    closeSets();
    database = NONE;
    database(where.database());
    if (replacesOnly()) {
      begin(SET_IF_THERE).arg(where.key()).arg(position.encode()).arg("XX");
    } else {
      begin(SET).arg(where.key()).arg(position.encode());
    }
    execStart = out.size();
    out.put(EXEC).put(MULTI);
    checkpoint = position;
    end = endOffset;
    closed = true;
  }

  /**
   * Whether its checkpoint is stored only where there is one already; if not, the lane has to see
   * and watch the one before.
   */
  boolean replacesOnly() {
    return events.isEmpty();
  }

  /** Whether it can be sent. */
  boolean isFinished() {
    return closed;
  }

  /** All that was written, from its first byte. */
  ByteBuffer buffer() {
    closeSets();
    return out.buffer().rewind();
  }

  /** What the target is to accept before {@link #execBuffer} is sent. */
  ByteBuffer commandsBuffer() {
    return out.buffer().limit(execStart).rewind();
  }

  /** EXEC, and the MULTI of the next transaction. */
  ByteBuffer execBuffer() {
    return out.buffer().position(execStart);
  }

  /** The name of a command of this batch, for messages. */
  String commandName(int index) {
    BatchCommands walk = new BatchCommands(this);
    return walk.moveTo(index) ? walk.command().argText(0) : "a command";
  }

  /** Whether a reply of 0 or nil to that command makes its keys dirty. */
  public boolean expectsEffect(int index) {
    return mustHaveEffect.get(index);
  }

  /** What its commands do to whole databases, in their order. */
  public List<DatabaseEvent> events() {
    return events;
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  /** Offset of the last byte of the stream dealt with. */
  public long end() {
    return end;
  }

  private void closeSets() {
    if (sets.open()) {
      sets.close();
    }
  }
}
