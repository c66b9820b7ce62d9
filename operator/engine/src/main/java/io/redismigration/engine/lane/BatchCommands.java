package io.redismigration.engine.lane;

import io.redismigration.redis.rdb.ByteInput;
import io.redismigration.redis.resp.StreamCommand;
import io.redismigration.redis.resp.StreamParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Walks the commands of a batch as they were encoded, to find out which one a reply belongs to.
 * Used when something went wrong; nothing is kept per command for it.
 */
public final class BatchCommands {
  private static final int WINDOW = 16 << 10;

  private final StreamParser parser;
  private final StreamCommand command = new StreamCommand();
  private int index = -1;
  private int database = -1;

  /** Begins before the first command of {@code batch}, whose buffer is only read. */
  public BatchCommands(OrderedBatch batch) {
    this.parser =
        new StreamParser(
            new BufferInput(batch.buffer().duplicate()), WINDOW, StreamParser.DEFAULT_LIMIT);
  }

  /** Moves forward to the next command; false after the last. */
  public boolean next() {
    try {
      if (!parser.next(command)) {
        return false;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a batch that was encoded here cannot be parsed", e);
    }
    index++;
    if (command.is("SELECT")) {
      database = (int) command.argNumber(1);
    }
    return true;
  }

  /** Moves forward to the command of that index; false when it is behind or beyond the end. */
  public boolean moveTo(int wanted) {
    while (index < wanted && next()) {
      // walk on
    }
    return index == wanted;
  }

  /** The command at hand. */
  public StreamCommand command() {
    return command;
  }

  /** Index of the command at hand, from 0. */
  public int index() {
    return index;
  }

  /** The database of the target that the command at hand acts on. */
  public int database() {
    return database;
  }

  private record BufferInput(ByteBuffer bytes) implements ByteInput {
    @Override
    public int read(ByteBuffer dst) {
      if (!bytes.hasRemaining()) {
        return -1;
      }
      int count = Math.min(bytes.remaining(), dst.remaining());
      dst.put(dst.position(), bytes, bytes.position(), count);
      dst.position(dst.position() + count);
      bytes.position(bytes.position() + count);
      return count;
    }
  }
}
