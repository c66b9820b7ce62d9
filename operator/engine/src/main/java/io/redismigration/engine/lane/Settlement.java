package io.redismigration.engine.lane;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.target.TargetError;
import io.redismigration.engine.target.TargetError.Fatal;
import io.redismigration.engine.target.TargetErrors;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.ReplyKind;
import io.redismigration.redis.resp.ReplyReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Brings a batch to its end one command at a time, on a connection with nothing in flight: repeats
 * what was refused for a while, and looks at the target for what a lost connection left without a
 * reply. What is missing there is written again, what is equal was done, all else is somebody's
 * else's.
 *
 * <p>The dead connection may still deliver a copy of a command while this works. It then creates
 * nothing that exists, so that a look afterwards finds the very value that was to be written.
 */
final class Settlement {

  /** What the target holds of what a command was to create. */
  private enum Found {
    NOTHING,
    ALL_OF_IT,
    SOMETHING_ELSE
  }

  private static final byte[] EXISTS = "EXISTS".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SELECT = "SELECT".getBytes(StandardCharsets.US_ASCII);

  private final RedisConnection connection;
  private final Batch batch;
  private final EncodedCommand encoded = new EncodedCommand();
  private int selectedBy = -1;

  Settlement(RedisConnection connection, Batch batch) {
    this.connection = connection;
    this.batch = batch;
  }

  /**
   * Goes on until the batch is done or the target refuses something.
   *
   * @return what it was refused for; settle again later. Empty when the batch is done
   * @throws EngineException for a foreign key, or when repeating does not help
   */
  Optional<TargetError> settle() throws IOException {
    while (batch.refusedCount() > 0) {
      Optional<TargetError> error = repeat(batch.refusedAt(batch.refusedCount() - 1));
      if (error.isPresent()) {
        return error;
      }
      batch.forgetLastRefused();
    }
    while (batch.answered() < batch.commands()) {
      int index = batch.answered();
      boolean done = createsKeys(index) && find(index) == Found.ALL_OF_IT;
      Optional<TargetError> error = done ? Optional.empty() : repeat(index);
      if (error.isPresent()) {
        return error;
      }
      batch.answerOne();
    }
    return Optional.empty();
  }

  /** The exception for the command at {@code index}, which found one of its keys on the target. */
  EngineException foreignKey(int index) throws IOException {
    select(index);
    encoded.read(batch.buffer(), batch.start(index));
    int step = batch.command(index) == LaneCommand.MSETNX ? 2 : encoded.count();
    for (int i = 1; i < encoded.count(); i += step) {
      byte[] key = encoded.argument(i);
      if (step >= encoded.count() || exists(key)) {
        return foreignKey(KeyNames.printable(key), index);
      }
    }
    return foreignKey("that is gone again", index);
  }

  private EngineException foreignKey(String key, int index) {
    String database =
        batch.selectBefore(index) < 0
            ? "0"
            : new String(
                new EncodedCommand()
                    .read(batch.buffer(), batch.start(batch.selectBefore(index)))
                    .argument(1),
                StandardCharsets.US_ASCII);
    return new EngineException(
        Reason.ForeignKeyOnTarget,
        "the target's database " + database + " holds a key that was not written here: " + key,
        "find who else writes to the target and stop it, then start again with an empty target");
  }

  private boolean exists(byte[] key) throws IOException {
    return connection.call(EXISTS, key).orThrow("EXISTS").number() > 0;
  }

  private boolean createsKeys(int index) {
    return switch (batch.command(index)) {
      case MSETNX, SET_NX, RESTORE -> true;
      case SELECT, EXPIRE_AT, FIELD_EXPIRE_AT, LOAD -> false;
    };
  }

  /** Sends the command at {@code index} again. */
  private Optional<TargetError> repeat(int index) throws IOException {
    select(index);
    ByteBuffer all = batch.buffer();
    connection
        .transport()
        .write(all.duplicate().limit(batch.end(index)).position(batch.start(index)));
    ReplyReader reader = connection.reader();
    reader.next();
    LaneCommand command = batch.command(index);
    switch (command.judge(reader)) {
      case DONE -> {
        return Optional.empty();
      }
      case KEY_EXISTS -> {
        if (find(index) != Found.ALL_OF_IT) {
          throw foreignKey(index);
        }
        return Optional.empty();
      }
      case REFUSED -> {
        TargetError error = TargetErrors.classify(reader.error());
        if (error instanceof Fatal fatal) {
          throw fatal.toException(command.name());
        }
        return Optional.of(error);
      }
      case NONSENSE -> {}
    }
    throw SnapshotLane.nonsense(command);
  }

  /** Selects the database that the batch had selected for the command at {@code index}. */
  private void select(int index) throws IOException {
    int by = batch.selectBefore(index);
    if (by >= 0 && by != selectedBy) {
      encoded.read(batch.buffer(), batch.start(by));
      connection.call(SELECT, encoded.argument(1)).orThrow("SELECT");
      selectedBy = by;
    }
  }

  private Found find(int index) throws IOException {
    select(index);
    encoded.read(batch.buffer(), batch.start(index));
    return switch (batch.command(index)) {
      case MSETNX -> findStrings();
      case SET_NX -> findString();
      default -> findValue();
    };
  }

  private Found findStrings() throws IOException {
    CommandWriter writer = connection.writer();
    int keys = (encoded.count() - 1) / 2;
    writer.begin(1 + keys).arg("MGET");
    for (int i = 0; i < keys; i++) {
      writer.arg(
          batch.buffer(), encoded.argumentStart(1 + 2 * i), encoded.argumentLength(1 + 2 * i));
    }
    connection.flush();
    ReplyReader reader = connection.reader();
    requireNoError(reader.next(), "MGET");
    int equal = 0;
    int missing = 0;
    for (int i = 0; i < keys; i++) {
      if (reader.next() == ReplyKind.NULL) {
        missing++;
      } else if (encoded.argumentEquals(2 + 2 * i, reader.bulk())) {
        equal++;
      }
    }
    return found(equal == keys, missing == keys);
  }

  private Found findString() throws IOException {
    ReplyReader reader = ask("GET");
    if (reader.kind() == ReplyKind.ERROR) {
      return Found.SOMETHING_ELSE;
    }
    boolean missing = reader.kind() == ReplyKind.NULL;
    return found(!missing && encoded.argumentEquals(2, reader.bulk()), missing);
  }

  private Found findValue() throws IOException {
    ReplyReader reader = ask("DUMP");
    requireNoError(reader.kind(), "DUMP");
    if (reader.kind() == ReplyKind.NULL) {
      return Found.NOTHING;
    }
    ByteBuffer there = ByteBuffer.wrap(reader.bulk());
    ByteBuffer ours = ByteBuffer.wrap(encoded.argument(3));
    return found(new DumpComparison().isSameValue(ours, there), false);
  }

  private ReplyReader ask(String command) throws IOException {
    connection
        .writer()
        .begin(2)
        .arg(command)
        .arg(batch.buffer(), encoded.argumentStart(1), encoded.argumentLength(1));
    connection.flush();
    connection.reader().next();
    return connection.reader();
  }

  private void requireNoError(ReplyKind kind, String command) throws IOException {
    if (kind == ReplyKind.ERROR) {
      TargetError error = TargetErrors.classify(connection.reader().error());
      if (error instanceof Fatal fatal) {
        throw fatal.toException(command);
      }
      throw new IOException("the target cannot answer " + command + " now: " + error.reason());
    }
  }

  private static Found found(boolean equal, boolean missing) {
    if (equal) {
      return Found.ALL_OF_IT;
    }
    return missing ? Found.NOTHING : Found.SOMETHING_ELSE;
  }
}
