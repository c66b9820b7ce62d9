package io.redismigration.benchmarks;

import io.redismigration.testkit.RedisServer;
import io.redismigration.testkit.client.RespConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;

/** The data: strings of random bytes under {@code key:0000000} and following. */
final class Keyspace {
  private static final int BATCH = 10_000;
  private static final String CHECKPOINT = "redis-migration:checkpoint";
  private static final int CHECKPOINT_DATABASE = 15;

  private Keyspace() {}

  /** The name of a key, eleven bytes. */
  static byte[] key(int number) {
    byte[] name = "key:0000000".getBytes(StandardCharsets.US_ASCII);
    for (int at = name.length - 1, left = number; left > 0; at--, left /= 10) {
      name[at] += (byte) (left % 10);
    }
    return name;
  }

  /** Puts strings of random bytes into an empty server. */
  static void fill(RedisServer server, int keys, int valueBytes, Random random) {
    byte[] value = new byte[valueBytes];
    try (RespConnection connection = server.connect()) {
      for (int i = 0; i < keys; i++) {
        random.nextBytes(value);
        connection.send(SET, key(i), value);
        if ((i + 1) % BATCH == 0 || i + 1 == keys) {
          connection.flush();
          for (int replies = i % BATCH; replies >= 0; replies--) {
            connection.read();
          }
        }
      }
    }
  }

  private static final byte[] SET = "SET".getBytes(StandardCharsets.US_ASCII);

  /** Waits until no child saves and no replica is known, so that measurements begin alike. */
  static void settle(RedisServer source) throws InterruptedException {
    while (!source.info("connected_slaves").orElse("0").equals("0")) {
      Thread.sleep(50);
    }
    settleCopies(source);
  }

  /** Waits until no child saves. */
  static void settleCopies(RedisServer source) throws InterruptedException {
    while (!source.info("rdb_bgsave_in_progress").orElse("0").equals("0")) {
      Thread.sleep(50);
    }
    Thread.sleep(500);
  }

  /** Requires that many keys in the first database. */
  static void require(RespConnection server, long keys) {
    long found = (Long) server.command("DBSIZE");
    if (found != keys) {
      throw new IllegalStateException(found + " keys instead of " + keys);
    }
  }

  /** Requires the same data, by the servers' own digests, the checkpoint left out. */
  static void requireEqual(RedisServer source, RedisServer target) {
    try (RespConnection one = source.connect();
        RespConnection other = target.connect()) {
      one.timeout(Duration.ofMinutes(2));
      other.timeout(Duration.ofMinutes(2));
      // A run that only streams has not unlocked the target yet.
      other.command("ACL", "SETUSER", "default", "+@all");
      other.command("SELECT", Integer.toString(CHECKPOINT_DATABASE));
      other.command("DEL", CHECKPOINT);
      Object digest = one.command("DEBUG", "DIGEST");
      if (!digest.equals(other.command("DEBUG", "DIGEST"))) {
        throw new IllegalStateException("source and target differ");
      }
    }
  }

  /** A command encoded into {@code to}. */
  static void encode(ByteBuffer to, byte[]... words) {
    head(to, '*', words.length);
    for (byte[] word : words) {
      head(to, '$', word.length);
      to.put(word).put((byte) '\r').put((byte) '\n');
    }
  }

  private static void head(ByteBuffer to, char mark, int number) {
    to.put((mark + Integer.toString(number) + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }
}
