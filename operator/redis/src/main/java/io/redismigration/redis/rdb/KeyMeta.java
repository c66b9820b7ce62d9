package io.redismigration.redis.rdb;

import java.io.IOException;

/**
 * What modules attach to a key (Redis 8.6 on): before the type byte, in files and in DUMP payloads.
 */
public final class KeyMeta {

  /** Stands where a type could, in {@link RdbFamily#REDIS} from version 13 on. */
  public static final int OPCODE = RdbOpcode.KEY_META;

  private KeyMeta() {}

  /** Passes what follows the opcode: classes of four bytes each with module values behind. */
  public static void skip(RdbWindow window) throws IOException {
    ValueSkipper skipper = new ValueSkipper(window);
    for (long classes = window.readCount(); classes > 0; classes--) {
      window.skip(4);
      skipper.skipModuleValues();
    }
  }
}
