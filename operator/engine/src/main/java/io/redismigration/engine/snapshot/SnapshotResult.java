package io.redismigration.engine.snapshot;

import io.redismigration.redis.rdb.RdbHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a snapshot held, once all of it is on the target and confirmed.
 *
 * @param header family and version of the RDB
 * @param keys keys written
 * @param keysByDatabase the same, per database that holds any
 * @param expired keys that had expired before the snapshot was taken, and were left out
 * @param bytes length of the RDB
 * @param framedBytes the same with the end mark, if there was one
 * @param functions libraries loaded
 * @param scripts bodies of scripts the source had cached, loaded too
 * @param largest the largest value met
 * @param streamDatabase the database the stream begins in, where the snapshot says so ({@code
 *     repl-stream-db}, when taken from a replica)
 * @param readAhead bytes behind the snapshot that were read from the input already: the beginning
 *     of the stream
 */
public record SnapshotResult(
    RdbHeader header,
    long keys,
    Map<Integer, Long> keysByDatabase,
    long expired,
    long bytes,
    long framedBytes,
    int functions,
    List<byte[]> scripts,
    LargestValue largest,
    OptionalInt streamDatabase,
    ByteBuffer readAhead) {

  /**
   * A value by its size in the RDB.
   *
   * @param bytes bytes of its body; 0 when there was no value at all
   * @param key its key
   */
  public record LargestValue(long bytes, int database, byte[] key) {}
}
