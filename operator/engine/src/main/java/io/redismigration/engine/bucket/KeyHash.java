package io.redismigration.engine.bucket;

import io.redismigration.redis.value.SipHash128;
import java.nio.ByteBuffer;

/** Hashes keys, to spread them over buckets. Allocates nothing. For one thread. */
public final class KeyHash {
  private static final long K0 = 0x6b65792d6861736cL;
  private static final long K1 = 0x6275636b65742d31L;

  private final SipHash128 hash = new SipHash128(K0, K1);

  /** The bucket of a key of that database. */
  public int bucket(int database, byte[] key) {
    return bucket(database, ByteBuffer.wrap(key), 0, key.length);
  }

  int bucket(long database, ByteBuffer from, int start, int length) {
    hash.reset();
    hash.updateLong(database);
    hash.update(from, start, length);
    hash.finish();
    return Buckets.of(hash.low());
  }

  /** The hash of the key asked for last: what its digest begins with. */
  long low() {
    return hash.low();
  }

  long high() {
    return hash.high();
  }
}
