package io.redismigration.engine.lane;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.checkpoint.Claim;
import io.redismigration.engine.target.NamedConnections;
import io.redismigration.engine.target.NamedConnections.Ended;
import io.redismigration.engine.target.TargetConnector;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One connection of an ordered lane. Before it is used, every former connection of the same lane is
 * ended on the target, so that nothing they still had under way can be executed after the
 * checkpoint was read: a transaction sits in the target's receive buffer even when its sender is
 * long gone.
 */
final class LaneSession implements AutoCloseable {
  private static final int PINGS = 4;

  private final RedisConnection connection;
  private final Claim claim;
  private final boolean named;

  private LaneSession(RedisConnection connection, OrderedLaneSettings settings, boolean named) {
    this.connection = connection;
    this.named = named;
    this.claim = settings.claim();
  }

  /**
   * Connects and makes sure that no former connection of the lane can act any more.
   *
   * @param formerNamed whether the former connection could be given the lane's name; one without
   *     cannot be found
   * @throws IOException when there is no connection, or it ended meanwhile
   */
  static LaneSession open(
      TargetConnector connector, OrderedLaneSettings settings, boolean formerNamed)
      throws IOException, InterruptedException {
    RedisConnection connection = connector.connect();
    try {
      String name = settings.clientName().toString();
      Ended former = new NamedConnections(connection).end(name::equals);
      if (former != Ended.ALL || !formerNamed) {
        settle(connection, settings);
      }
      boolean named = connection.call("CLIENT", "SETNAME", name).isOk();
      return new LaneSession(connection, settings, named);
    } catch (IOException | InterruptedException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Answers show that the target goes on serving its clients, the former connection among them. */
  private static void settle(RedisConnection connection, OrderedLaneSettings settings)
      throws IOException, InterruptedException {
    for (int i = 0; i < PINGS; i++) {
      connection.call("PING");
      Thread.sleep(Math.max(1, settings.settle().toMillis() / PINGS));
    }
  }

  /**
   * The stored checkpoint.
   *
   * @throws EngineException when what is stored cannot be read
   */
  Optional<Checkpoint> checkpoint() throws IOException {
    return claim.read(connection);
  }

  /**
   * Begins the next transaction anew, such that it is not executed once somebody has touched the
   * checkpoint.
   *
   * @return the stored checkpoint as it is watched
   * @throws EngineException when what is stored cannot be read
   */
  Optional<Checkpoint> watchCheckpoint() throws IOException {
    connection.require("DISCARD");
    connection.require("SELECT", Integer.toString(claim.location().database()));
    connection.require("WATCH", CheckpointLocation.KEY);
    Optional<Checkpoint> stored = checkpoint();
    connection.require("MULTI");
    return stored;
  }

  /** Whether the target lets this connection be found by its name. */
  boolean isNamed() {
    return named;
  }

  void send(ByteBuffer transaction) throws IOException {
    connection.transport().write(transaction);
  }

  /** One command outside the batches. */
  Reply call(String... arguments) throws IOException {
    return connection.call(arguments);
  }

  RedisConnection connection() {
    return connection;
  }

  @Override
  public void close() {
    connection.close();
  }
}
