package io.redismigration.engine.snapshot;

import io.redismigration.engine.link.Generation;
import io.redismigration.redis.rdb.ByteInput;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A snapshot as it arrives.
 *
 * @param input its bytes, and behind them whatever there is; blocks until there are some
 * @param length bytes of the RDB where they were announced ({@code $length}), else -1
 * @param endMark what must follow the RDB where no length was announced ({@code $EOF:mark})
 * @param ended told, as soon as the end was found and proved right, how many bytes the snapshot and
 *     its mark have
 */
public record SnapshotSource(
    ByteInput input, long length, Optional<byte[]> endMark, LongConsumer ended) {

  /** The snapshot that a full sync begins with. */
  public static SnapshotSource of(Generation generation) {
    return new SnapshotSource(
        generation.input(),
        generation.snapshotLength(),
        generation.endMark(),
        generation::snapshotEnded);
  }

  /** An RDB file of unknown length with nothing to check behind it. */
  public static SnapshotSource of(ByteInput input) {
    return new SnapshotSource(input, -1, Optional.empty(), bytes -> {});
  }
}
