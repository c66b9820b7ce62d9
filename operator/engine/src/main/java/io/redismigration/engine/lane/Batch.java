package io.redismigration.engine.lane;

import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.Fragment;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Commands that are written at once, in a direct buffer, and where each begins. Reused; nothing is
 * allocated per command. Every batch selects its database itself, so any connection can take it.
 * Handed from the applier to one lane and back, never used by two threads at a time.
 */
public final class Batch {

  private static final Fragment SELECT = Fragment.command(2, "SELECT");
  private static final int NONE = -1;

  private final CommandWriter writer;
  private final int fullBytes;
  private final int fullCommands;
  private int[] starts = new int[1024];
  private byte[] commands = new byte[1024];
  private int count;
  private int keys;
  private int database = NONE;
  private byte[] scratch = new byte[256];

  /** Replies read so far: the outcome of the commands from here on is unknown. */
  private int answered;

  private int[] refused = new int[16];
  private int refusedCount;

  /**
   * @param fullBytes from how many bytes on the batch counts as full
   * @param fullCommands from how many commands on
   */
  public Batch(int fullBytes, int fullCommands) {
    this.fullBytes = fullBytes;
    this.fullCommands = fullCommands;
    this.writer = new CommandWriter(fullBytes + fullBytes / 4, 8 * fullBytes);
  }

  /** Begins a command, which the caller then writes to {@link #writer()}. */
  public void begin(LaneCommand command) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      commands = Arrays.copyOf(commands, 2 * count);
    }
    starts[count] = writer.size();
    commands[count] = (byte) command.ordinal();
    count++;
  }

  /** Where commands are written. */
  public CommandWriter writer() {
    return writer;
  }

  /** Makes the following commands act on {@code number}. */
  public void select(int number) {
    if (database != number) {
      database = number;
      begin(LaneCommand.SELECT);
      writer.put(SELECT).arg(number);
    }
  }

  /** Counts keys that the batch creates. */
  public void addKeys(int more) {
    keys += more;
  }

  /**
   * Replaces the head of the last command: what was written first, up to {@code length} bytes.
   * Copies what follows, so it is for the odd case.
   */
  public void replaceHead(int length, Fragment head) {
    int start = starts[count - 1];
    int from = start + length;
    int tail = writer.size() - from;
    if (scratch.length < tail) {
      scratch = new byte[tail];
    }
    writer.buffer().get(from, scratch, 0, tail);
    writer.truncate(start);
    writer.put(head).raw(scratch, 0, tail);
  }

  /** Bytes of the last command so far. */
  public int lastCommandBytes() {
    return writer.size() - starts[count - 1];
  }

  /** Whether it should be handed to a lane. */
  public boolean isFull() {
    return writer.size() >= fullBytes || count >= fullCommands;
  }

  /** Whether there is nothing in it but the choice of a database. */
  public boolean isEmpty() {
    return count == 0 || count == 1 && database != NONE;
  }

  public int bytes() {
    return writer.size();
  }

  public int commands() {
    return count;
  }

  /** Keys that it creates. */
  public int keys() {
    return keys;
  }

  /** Empties it. */
  public void clear() {
    writer.clear();
    count = 0;
    keys = 0;
    database = NONE;
    answered = 0;
    refusedCount = 0;
  }

  // What the lane needs.

  LaneCommand command(int index) {
    return LaneCommand.of(commands[index]);
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return index + 1 < count ? starts[index + 1] : writer.size();
  }

  ByteBuffer buffer() {
    return writer.buffer();
  }

  int answered() {
    return answered;
  }

  void answerOne() {
    answered++;
  }

  /** Remembers that the command at {@code index} was not executed and has to be repeated. */
  void refuse(int index) {
    if (refusedCount == refused.length) {
      refused = Arrays.copyOf(refused, 2 * refusedCount);
    }
    refused[refusedCount++] = index;
  }

  int refusedCount() {
    return refusedCount;
  }

  int refusedAt(int position) {
    return refused[position];
  }

  /** The last of the refused was executed after all. */
  void forgetLastRefused() {
    refusedCount--;
  }

  /** Index of the SELECT that holds for the command at {@code index}; -1 if there is none. */
  int selectBefore(int index) {
    int at = index;
    while (at >= 0 && command(at) != LaneCommand.SELECT) {
      at--;
    }
    return at;
  }
}
