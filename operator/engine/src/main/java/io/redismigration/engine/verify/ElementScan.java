package io.redismigration.engine.verify;

import static io.redismigration.engine.verify.Commands.words;

import io.redismigration.engine.exact.Side;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Goes through one set, hash or sorted set of one side: what is there all the time comes at least
 * once. The connection may be used between two pages.
 */
final class ElementScan {
  private static final byte[] COUNT = Commands.ascii("COUNT");

  private final Side side;
  private final int database;
  private final String command;
  private final byte[] key;
  private final int slice;
  private byte[] cursor = Commands.ascii("0");
  private boolean ended;

  /**
   * @param command SSCAN, HSCAN or ZSCAN
   * @param slice about how many elements a page has
   */
  ElementScan(Side side, int database, String command, byte[] key, int slice) {
    this.side = side;
    this.database = database;
    this.command = command;
    this.key = key;
    this.slice = slice;
  }

  boolean hasNext() {
    return !ended;
  }

  /** The next page as the server gives it, with values or scores; may be empty. */
  List<Reply> next() throws IOException {
    if (ended) {
      throw new NoSuchElementException();
    }
    List<Reply> page =
        Commands.ask(side.in(database), words(command, key, cursor, COUNT, Commands.number(slice)))
            .elements();
    cursor = Commands.bytes(page.get(0));
    ended = cursor.length == 1 && cursor[0] == '0';
    return page.get(1).elements();
  }
}
