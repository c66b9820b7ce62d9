package io.redismigration.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** What the generator sends: a long row of commands, encoded beforehand and sent over and over. */
enum StreamLoad {
  /** SETs of 100 random bytes. */
  SETS("SET of 100 bytes") {
    @Override
    void encode(ByteBuffer to, int key, Random random) {
      Keyspace.encode(to, word("SET"), Keyspace.key(key), bytes(random, 100));
    }
  },
  /** INCR, HSET of one of 8 fields, LPUSH to one of 1,000 short-lived lists, and SET, in turns. */
  MIXED("INCR, HSET, LPUSH, SET in turns") {
    @Override
    void encode(ByteBuffer to, int key, Random random) {
      switch (random.nextInt(4)) {
        case 0 -> Keyspace.encode(to, word("INCR"), word("counter:" + key));
        case 1 ->
            Keyspace.encode(
                to,
                word("HSET"),
                word("hash:" + key),
                word("field:" + random.nextInt(8)),
                bytes(random, 20));
        case 2 -> Keyspace.encode(to, word("LPUSH"), word("list:" + key), bytes(random, 20));
        default -> Keyspace.encode(to, word("SET"), Keyspace.key(key), bytes(random, 100));
      }
    }
  };

  private static final int COMMANDS = 1_000_000;
  private static final int MOST_BYTES = 160;

  private final String title;

  StreamLoad(String title) {
    this.title = title;
  }

  abstract void encode(ByteBuffer to, int key, Random random);

  /** For people. */
  String title() {
    return title;
  }

  /** Encodes a million commands over that many keys, in random order. */
  Encoded encoded(int keys, long seed) {
    Random random = new Random(seed);
    ByteBuffer bytes = ByteBuffer.allocateDirect(COMMANDS * MOST_BYTES);
    int[] ends = new int[COMMANDS];
    for (int i = 0; i < COMMANDS; i++) {
      encode(bytes, random.nextInt(keys), random);
      ends[i] = bytes.position();
    }
    return new Encoded(bytes.flip(), ends);
  }

  private static byte[] word(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /**
   * Commands ready to be sent.
   *
   * @param bytes all of them
   * @param ends where each ends
   */
  record Encoded(ByteBuffer bytes, int[] ends) {}
}
