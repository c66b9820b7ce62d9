package io.redismigration.engine.lane;

import io.redismigration.engine.checkpoint.Checkpoint;
import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import io.redismigration.redis.resp.RespException;
import java.io.IOException;
import java.util.Optional;

/** Reads the reserved key. Leaves the connection in the checkpoint's database. */
final class CheckpointReader {
  private final RedisConnection connection;
  private final CheckpointLocation location;

  CheckpointReader(RedisConnection connection, CheckpointLocation location) {
    this.connection = connection;
    this.location = location;
  }

  /** Has the next transaction fail if the key is written or goes away from now on. */
  void watch() throws IOException {
    select();
    connection.require("WATCH", CheckpointLocation.KEY);
  }

  private void select() throws IOException {
    connection.require("SELECT", Integer.toString(location.database()));
  }

  /** Empty when the key is missing. */
  Optional<Checkpoint> read() throws IOException {
    select();
    Reply reply = connection.require("GET", CheckpointLocation.KEY);
    if (reply instanceof Reply.Bulk bulk) {
      return Optional.of(Checkpoint.parse(bulk.bytes()));
    }
    if (reply instanceof Reply.Null) {
      return Optional.empty();
    }
    throw new RespException("GET answered with " + reply);
  }
}
