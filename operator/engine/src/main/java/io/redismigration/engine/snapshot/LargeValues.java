package io.redismigration.engine.snapshot;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.lane.KeyNames;
import io.redismigration.engine.target.PatientConnector;
import io.redismigration.engine.target.TargetConnector;
import io.redismigration.engine.target.TargetInstance;
import io.redismigration.engine.target.Throttle;
import io.redismigration.engine.target.Waiting;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import io.redismigration.redis.value.ValueVisitor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;

/**
 * Writes values in pieces, on a connection of its own, while the lanes go on with what they have:
 * values too large for one command, and those for which there is no payload the target would read.
 * Such a value is visible on the target before it is complete.
 */
final class LargeValues implements AutoCloseable {

  /** Takes a value apart. */
  @FunctionalInterface
  interface Value {
    void visit(ValueVisitor visitor) throws IOException;
  }

  private final OneInFlight target;
  private final int chunkBytes;
  private final boolean hsetTakesMany;
  private final LongUnaryOperator ttl;
  private final CommandWriter scratch = new CommandWriter();
  private volatile long confirmedKeys;

  LargeValues(
      TargetConnector connector,
      TargetInstance instance,
      Capabilities capabilities,
      LongUnaryOperator ttl,
      Throttle throttle,
      int chunkBytes,
      Clock clock) {
    this.target = new OneInFlight(new PatientConnector(connector, instance, clock), throttle);
    this.chunkBytes = chunkBytes;
    this.hsetTakesMany = capabilities.has(Feature.HSET_MULTI);
    this.ttl = ttl;
  }

  /**
   * Writes one value; when this returns, the target has confirmed it.
   *
   * @param expiresAt when the key is to expire on the target, milliseconds since the epoch
   * @throws EngineException {@code ForeignKeyOnTarget} when the key exists
   */
  void write(int database, byte[] key, OptionalLong expiresAt, Value value)
      throws IOException, InterruptedException {
    target.begin(database, key);
    if (target.ask("EXISTS".getBytes(), key).number() > 0) {
      throw new EngineException(
          Reason.ForeignKeyOnTarget,
          "the target's database "
              + database
              + " holds a key that was not written here: "
              + KeyNames.printable(key),
          "find who else writes to the target and stop it, then start again with an empty target");
    }
    ChunkedCommands commands =
        new ChunkedCommands(target, key, chunkBytes, hsetTakesMany, ttl, scratch);
    try {
      value.visit(commands);
    } catch (InterruptedIOException e) {
      throw new InterruptedException(e.getMessage());
    }
    target.await();
    long found = target.measure();
    if (found != commands.written()) {
      throw new EngineException(
          Reason.ForeignKeyOnTarget,
          "a key has "
              + found
              + " elements or bytes on the target where "
              + commands.written()
              + " were written: "
              + KeyNames.printable(key)
              + " in database "
              + database,
          "find who else writes to the target and stop it, then start again with an empty target");
    }
    if (expiresAt.isPresent()) {
      byte[] time = Long.toString(expiresAt.getAsLong()).getBytes();
      target.ask("PEXPIREAT".getBytes(), key, time);
    }
    confirmedKeys = confirmedKeys + 1;
  }

  long confirmedKeys() {
    return confirmedKeys;
  }

  long reconnects() {
    return target.reconnects();
  }

  Optional<Waiting> waiting() {
    return target.connector().waiting();
  }

  @Override
  public void close() {
    target.close();
  }
}
