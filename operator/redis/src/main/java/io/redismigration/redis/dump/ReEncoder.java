package io.redismigration.redis.dump;

import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.ValueKind;
import io.redismigration.redis.rdb.ValueType;
import io.redismigration.redis.value.CollectionEncoder;
import io.redismigration.redis.value.EncodedBody;
import io.redismigration.redis.value.StreamDowngrade;
import io.redismigration.redis.value.ValueDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Rewrites a body into a type that the target loads. Reused; its result holds until the next call.
 */
public final class ReEncoder {

  private final EncodedBody out;
  private final CollectionEncoder collections;
  private final StreamDowngrade streams;
  private final ValueDecoder decoder;

  /**
   * @param maxBytes the largest body to make; beyond it a value has to be written by commands
   */
  public ReEncoder(int maxBytes) {
    this.out = new EncodedBody(maxBytes);
    this.collections = new CollectionEncoder(out);
    this.streams = new StreamDowngrade(out);
    this.decoder = new ValueDecoder(maxBytes);
  }

  /**
   * Rewrites {@code length} bytes of {@code body}.
   *
   * @param to a type of the same kind, as {@link RestoreForm} names it
   * @return the new body, from index 0 on
   * @throws RdbException {@code NotRepresentable} if {@code to} cannot hold the value, {@code
   *     TooLarge} if it becomes too large for a payload, or what is wrong with the body
   */
  public EncodedBody reEncode(ValueType from, ByteBuffer body, int start, int length, ValueType to)
      throws IOException {
    if (to.kind() == ValueKind.STREAM) {
      streams.rewrite(from, body, start, length, to);
      return out;
    }
    collections.target(to);
    decoder.decode(from, body, start, length, collections);
    return out;
  }
}
