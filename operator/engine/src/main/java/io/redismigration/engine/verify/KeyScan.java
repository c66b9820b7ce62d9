package io.redismigration.engine.verify;

import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.exact.Side;
import io.redismigration.redis.resp.Fragment;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** Goes through the keys of one database, a page at a time; the checkpoint is none. */
final class KeyScan implements Pages {
  private static final byte[] RESERVED = CheckpointLocation.KEY.getBytes(StandardCharsets.US_ASCII);
  private static final Fragment EXISTS = Fragment.command(2, "EXISTS");
  private static final Fragment SCAN = Fragment.command(4, "SCAN");
  private static final Fragment COUNT = Fragment.arguments("COUNT");

  private final Side side;
  private final int database;
  private final int page;
  private byte[] cursor = {'0'};
  private boolean begun;

  /**
   * @param page about how many keys at a time
   */
  KeyScan(Side side, int database, int page) {
    this.side = side;
    this.database = database;
    this.page = page;
  }

  @Override
  public boolean hasNext() {
    return !begun || cursor.length != 1 || cursor[0] != '0';
  }

  @Override
  public List<byte[]> next() throws IOException {
    RedisConnection connection = side.in(database);
    connection.writer().put(SCAN).arg(cursor).put(COUNT).arg(page);
    connection.flush();
    List<Reply> answer = connection.reader().read().orThrow("SCAN").elements();
    begun = true;
    cursor = ((Reply.Bulk) answer.get(0)).bytes();
    List<Reply> names = answer.get(1).elements();
    List<byte[]> keys = new ArrayList<>(names.size());
    for (Reply name : names) {
      byte[] key = ((Reply.Bulk) name).bytes();
      if (!isReserved(key)) {
        keys.add(key);
      }
    }
    return keys;
  }

  /** Those of the keys that the side does not have. */
  static List<byte[]> unknown(Side side, int database, List<byte[]> keys) throws IOException {
    RedisConnection connection = side.in(database);
    keys.forEach(key -> connection.writer().put(EXISTS).arg(key));
    connection.flush();
    List<byte[]> unknown = new ArrayList<>();
    for (byte[] key : keys) {
      if (connection.reader().read().orThrow("EXISTS").number() == 0) {
        unknown.add(key);
      }
    }
    return unknown;
  }

  /** Whether the key is the checkpoint's. */
  static boolean isReserved(byte[] key) {
    return Arrays.equals(key, RESERVED);
  }

  /** Whether the checkpoint lies in that database of the target. */
  static boolean holdsCheckpoint(Side target, int database) throws IOException {
    return target.in(database).require("EXISTS", CheckpointLocation.KEY).number() == 1;
  }

  /** Keys per database, those that expire apart, as INFO keyspace counts them. */
  record Counts(long keys, long expiring) {
    static final Counts NONE = new Counts(0, 0);

    long lasting() {
      return keys - expiring;
    }
  }

  /** What INFO keyspace says. */
  static TreeMap<Integer, Counts> counts(Side side) throws IOException {
    return parse(side.connection().require("INFO", "keyspace").text());
  }

  static TreeMap<Integer, Counts> parse(String info) {
    TreeMap<Integer, Counts> counts = new TreeMap<>();
    for (String line : info.split("\r\n")) {
      if (line.startsWith("db") && line.contains(":keys=")) {
        int colon = line.indexOf(':');
        String[] fields = line.substring(colon + 1).split(",");
        counts.put(
            Integer.valueOf(line.substring(2, colon)),
            new Counts(number(fields[0]), number(fields[1])));
      }
    }
    return counts;
  }

  private static long number(String field) {
    return Long.parseLong(field.substring(field.indexOf('=') + 1));
  }
}
