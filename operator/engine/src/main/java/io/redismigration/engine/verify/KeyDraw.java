package io.redismigration.engine.verify;

import io.redismigration.engine.exact.Side;
import io.redismigration.engine.stream.KeysByDatabase;
import io.redismigration.redis.resp.Fragment;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Draws keys of one database at random, each once; the checkpoint is none. */
final class KeyDraw implements Pages {
  private static final int PAGE = 500;

  /** A key that was drawn before costs a draw: some databases hold fewer than they say. */
  private static final int MOST_DRAWS = 4;

  private static final Fragment RANDOMKEY = Fragment.command(1, "RANDOMKEY");

  private final Side side;
  private final int database;
  private final long wanted;
  private final KeysByDatabase drawn;
  private long found;
  private long draws;
  private boolean empty;

  /**
   * @param wanted how many keys
   * @param drawn keys to pass over; gets those drawn, as far as there is room
   */
  KeyDraw(Side side, int database, long wanted, KeysByDatabase drawn) {
    this.side = side;
    this.database = database;
    this.wanted = wanted;
    this.drawn = drawn;
  }

  @Override
  public boolean hasNext() {
    return !empty && found < wanted && draws < wanted * MOST_DRAWS + PAGE;
  }

  @Override
  public List<byte[]> next() throws IOException {
    int many = (int) Math.min(PAGE, wanted - found);
    RedisConnection connection = side.in(database);
    for (int i = 0; i < many; i++) {
      connection.writer().put(RANDOMKEY);
    }
    connection.flush();
    List<byte[]> keys = new ArrayList<>(many);
    for (int i = 0; i < many; i++) {
      if (connection.reader().read().orThrow("RANDOMKEY") instanceof Reply.Bulk name) {
        add(name.bytes(), keys);
      } else {
        empty = true;
      }
    }
    draws += many;
    return keys;
  }

  private void add(byte[] key, List<byte[]> keys) {
    if (!KeyScan.isReserved(key) && !drawn.contains(database, key)) {
      drawn.add(database, key);
      keys.add(key);
      found++;
    }
  }
}
