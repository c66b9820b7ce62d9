package io.redismigration.engine.stream;

import io.redismigration.redis.resp.StreamCommand;

/** The database besides the selected one that a command writes to: that of MOVE and COPY. */
final class OtherDatabase {
  /** There is none. */
  static final int NONE = -1;

  private OtherDatabase() {}

  /** Its number, or {@link #NONE}. */
  static int of(StreamCommand command) {
    if (command.is("MOVE") && command.argc() > 2) {
      return (int) command.argNumber(2);
    }
    if (command.is("COPY")) {
      for (int i = 3; i + 1 < command.argc(); i++) {
        if (command.argIs(i, "DB")) {
          return (int) command.argNumber(i + 1);
        }
      }
    }
    return NONE;
  }
}
