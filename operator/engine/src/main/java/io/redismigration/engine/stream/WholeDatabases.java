package io.redismigration.engine.stream;

import io.redismigration.redis.command.CommandSpec;
import io.redismigration.redis.command.CommandTable;
import io.redismigration.redis.resp.StreamCommand;

/** What FLUSHDB, FLUSHALL and SWAPDB do to sets of keys. */
final class WholeDatabases {
  private final CommandSpec flushdb;
  private final CommandSpec flushall;
  private final CommandSpec swapdb;
  private final int databases;

  WholeDatabases(CommandTable commands, int databases) {
    this.flushdb = commands.require("FLUSHDB");
    this.flushall = commands.require("FLUSHALL");
    this.swapdb = commands.require("SWAPDB");
    this.databases = databases;
  }

  boolean contains(CommandSpec spec) {
    return spec == flushdb || spec == flushall || spec == swapdb;
  }

  void applyTo(KeysByDatabase keys, CommandSpec spec, StreamCommand command, int database) {
    if (spec == flushdb) {
      keys.flush(database);
    } else if (spec == swapdb) {
      keys.swap((int) command.argNumber(1), (int) command.argNumber(2));
    } else {
      for (int each = 0; each < databases; each++) {
        keys.flush(each);
      }
    }
  }
}
