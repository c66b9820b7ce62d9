package io.redismigration.worker.preflight;

import io.redismigration.migration.checks.SampleFacts;
import io.redismigration.redis.rdb.RdbHeader;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks at some keys: SCAN, TYPE of every key, the size of every string, for a few seconds at most.
 * Sees every key of a small source, some of a large one. Reads no value but one small one.
 */
final class KeySample {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int MOST_KEYS = 20_000;
  private static final int ENOUGH_OF_MODULES = 3;
  private static final String AT_ONCE = "1000";

  /** A value this small may be dumped for its footer. */
  private static final long SMALL = 4096;

  /** Version and checksum end every payload. */
  private static final int FOOTER = 10;

  /** What TYPE calls the server's own (redis 8.8 server.h, valkey 9.1 server.h). */
  private static final Set<String> OWN =
      Set.of("none", "string", "list", "set", "zset", "hash", "stream", "array");

  private final RedisConnection source;
  private final boolean seekModules;
  private final boolean memoryUsage;

  private final Set<String> types = new TreeSet<>();
  private final List<String> moduleKeys = new ArrayList<>();
  private long seen;
  private long largest = -1;
  private Integer rdbVersion;

  /**
   * @param seekModules go on until keys of modules were found, or the time is over
   * @param memoryUsage sizes by MEMORY USAGE (4.0), which leaves a key's idle time alone; else by
   *     STRLEN
   */
  KeySample(RedisConnection source, boolean seekModules, boolean memoryUsage) {
    this.source = source;
    this.seekModules = seekModules;
    this.memoryUsage = memoryUsage;
  }

  /** What a look at these databases shows. */
  SampleFacts look(Collection<Integer> databases) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (int database : databases) {
      source.call("SELECT", Integer.toString(database));
      long share = seen + MOST_KEYS / databases.size();
      String cursor = "0";
      do {
        Reply page = source.call("SCAN", cursor, "COUNT", AT_ONCE);
        if (!(page instanceof Reply.Array parts)
            || !(parts.elements().get(1) instanceof Reply.Array keys)) {
          return facts();
        }
        look(keys.elements(), database);
        cursor = parts.elements().get(0).text();
      } while (!cursor.equals("0") && System.nanoTime() < deadline && (seen < share || seeking()));
    }
    return facts();
  }

  private boolean seeking() {
    return seekModules && moduleKeys.size() < ENOUGH_OF_MODULES;
  }

  private SampleFacts facts() {
    return new SampleFacts(
        seen,
        types,
        moduleKeys,
        largest < 0 ? null : largest,
        rdbVersion,
        rdbVersion == null || RdbHeader.reads(rdbVersion));
  }

  private void look(List<Reply> keys, int database) throws IOException {
    CommandWriter writer = source.writer();
    for (Reply key : keys) {
      writer.begin(2).utf8("TYPE").arg(((Reply.Bulk) key).bytes());
    }
    source.flush();
    List<byte[]> strings = new ArrayList<>();
    for (Reply key : keys) {
      Reply type = source.reader().read();
      if (type.isError() || type.text().equals("none")) {
        continue;
      }
      seen++;
      types.add(type.text());
      if (type.text().equals("string")) {
        strings.add(((Reply.Bulk) key).bytes());
      } else if (!OWN.contains(type.text()) && moduleKeys.size() < ENOUGH_OF_MODULES) {
        moduleKeys.add(
            "\"%s\" (%s) in database %d"
                .formatted(((Reply.Bulk) key).utf8(), type.text(), database));
      }
    }
    sizes(strings);
  }

  private void sizes(List<byte[]> strings) throws IOException {
    CommandWriter writer = source.writer();
    for (byte[] key : strings) {
      if (memoryUsage) {
        writer.begin(3).utf8("MEMORY").utf8("USAGE").arg(key);
      } else {
        writer.begin(2).utf8("STRLEN").arg(key);
      }
    }
    source.flush();
    byte[] small = null;
    for (byte[] key : strings) {
      if (source.reader().read() instanceof Reply.Integer size) {
        largest = Math.max(largest, size.value());
        small = size.value() <= SMALL ? key : small;
      }
    }
    if (small != null && rdbVersion == null) {
      rdbVersion = version(source.call("DUMP".getBytes(StandardCharsets.US_ASCII), small));
    }
  }

  /** Two bytes, little-endian, before the checksum (redis cluster.c, createDumpPayload). */
  private static Integer version(Reply dump) {
    if (!(dump instanceof Reply.Bulk payload) || payload.bytes().length < FOOTER) {
      return null;
    }
    byte[] bytes = payload.bytes();
    int at = bytes.length - FOOTER;
    return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
  }
}
