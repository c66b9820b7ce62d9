package io.redismigration.worker.preflight;

import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.RedisConnection;
import io.redismigration.redis.resp.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Looks for keys whose type is a module's: SCAN, and TYPE of every key, for a few seconds. Finds
 * every one of a small source, some of a large one.
 */
final class ModuleKeys {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int ENOUGH = 3;
  private static final String AT_ONCE = "1000";

  /** What TYPE calls the server's own (redis 8.8 server.h, valkey 9.1 server.h). */
  private static final Set<String> OWN =
      Set.of("none", "string", "list", "set", "zset", "hash", "stream", "array");

  private final RedisConnection source;

  ModuleKeys(RedisConnection source) {
    this.source = source;
  }

  /** A few of them, each with its type and database as people read them. */
  List<String> sample(Collection<Integer> databases) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<String> found = new ArrayList<>();
    for (int database : databases) {
      source.call("SELECT", Integer.toString(database));
      String cursor = "0";
      do {
        Reply page = source.call("SCAN", cursor, "COUNT", AT_ONCE);
        if (!(page instanceof Reply.Array parts)
            || !(parts.elements().get(1) instanceof Reply.Array keys)) {
          return found;
        }
        add(keys.elements(), database, found);
        cursor = parts.elements().get(0).text();
      } while (!cursor.equals("0") && found.size() < ENOUGH && System.nanoTime() < deadline);
    }
    return found;
  }

  private void add(List<Reply> keys, int database, List<String> found) throws IOException {
    CommandWriter writer = source.writer();
    for (Reply key : keys) {
      writer.begin(2).utf8("TYPE").arg(((Reply.Bulk) key).bytes());
    }
    source.flush();
    for (Reply key : keys) {
      Reply type = source.reader().read();
      if (!type.isError() && !OWN.contains(type.text()) && found.size() < ENOUGH) {
        found.add(
            "\"%s\" (%s) in database %d"
                .formatted(((Reply.Bulk) key).utf8(), type.text(), database));
      }
    }
  }
}
