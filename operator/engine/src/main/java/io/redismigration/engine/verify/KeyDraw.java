package io.redismigration.engine.verify;

import io.redismigration.engine.exact.Side;
import io.redismigration.engine.stream.KeysByDatabase;
import io.redismigration.redis.resp.Fragment;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws keys of one database at random, each once; the checkpoint is none. A draw is a SCAN that
 * begins somewhere, which every server permits that lets its keys be compared at all.
 */
final class KeyDraw implements Pages {
  /** A key that was drawn before costs a draw, and so does a place without keys. */
  private static final int MOST_DRAWS = 4;

  /** More than any server has places. */
  private static final long CURSORS = 1L << 48;

  private static final Fragment SCAN = Fragment.command(4, "SCAN");
  private static final Fragment COUNT_ONE = Fragment.arguments("COUNT", "1");

  private final SplittableRandom random = new SplittableRandom();
  private final Side side;
  private final int database;
  private final long wanted;
  private final KeysByDatabase drawn;
  private final int page;
  private long found;
  private long draws;

  /**
   * @param wanted how many keys
   * @param drawn keys to pass over; gets those drawn, as far as there is room
   * @param page how many at a time
   */
  KeyDraw(Side side, int database, long wanted, KeysByDatabase drawn, int page) {
    this.side = side;
    this.database = database;
    this.wanted = wanted;
    this.drawn = drawn;
    this.page = page;
  }

  @Override
  public boolean hasNext() {
    return found < wanted && draws < wanted * MOST_DRAWS + page;
  }

  @Override
  public List<byte[]> next() throws IOException {
    int many = (int) Math.min(page, wanted - found);
    RedisConnection connection = side.in(database);
    for (int i = 0; i < many; i++) {
      connection.writer().put(SCAN).arg(random.nextLong(CURSORS)).put(COUNT_ONE);
    }
    connection.flush();
    List<byte[]> keys = new ArrayList<>(many);
    for (int i = 0; i < many; i++) {
      List<Reply> answer = connection.reader().read().orThrow("SCAN").elements();
      for (Reply name : answer.get(1).elements()) {
        add(((Reply.Bulk) name).bytes(), keys);
      }
    }
    draws += many;
    return keys;
  }

  private void add(byte[] key, List<byte[]> keys) {
    if (found < wanted && !KeyScan.isReserved(key) && !drawn.contains(database, key)) {
      drawn.add(database, key);
      keys.add(key);
      found++;
    }
  }
}
