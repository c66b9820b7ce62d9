package io.redismigration.engine.snapshot;

import io.redismigration.redis.rdb.ByteInput;
import java.util.Optional;

/**
 * A snapshot as it arrives.
 *
 * @param input its bytes, and behind them whatever there is; blocks until there are some
 * @param length bytes of the RDB where they were announced ({@code $length}), else -1
 * @param endMark what must follow the RDB where no length was announced ({@code $EOF:mark})
 */
public record SnapshotSource(ByteInput input, long length, Optional<byte[]> endMark) {

  /** An RDB file of unknown length with nothing to check behind it. */
  public static SnapshotSource of(ByteInput input) {
    return new SnapshotSource(input, -1, Optional.empty());
  }
}
