package io.redismigration.redis.dump;

import io.redismigration.redis.rdb.RdbEntry;
import io.redismigration.redis.rdb.RdbException;
import io.redismigration.redis.rdb.RdbReader;
import io.redismigration.redis.value.CanonicalDigest;
import io.redismigration.redis.value.DigestOptions;
import io.redismigration.redis.value.ValueDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Digests of values as they come from a server: from DUMP or from a dump file. Whatever the sides,
 * made with the same options, equal digests mean equal values. Reused; not safe for several
 * threads.
 */
public final class PayloadDigest {

  private final CanonicalDigest digest;
  private final ValueDecoder decoder;

  /**
   * @param maxElementBytes the largest single element to hold in memory
   */
  public PayloadDigest(DigestOptions options, int maxElementBytes) {
    this.digest = new CanonicalDigest(options);
    this.decoder = new ValueDecoder(maxElementBytes);
  }

  /**
   * Digests what DUMP returned; the checksum is verified.
   *
   * @return the digest, which holds until the next value
   * @throws RdbException if it is no payload or its value cannot be read
   */
  public CanonicalDigest ofPayload(ByteBuffer payload, int start, int length) throws IOException {
    DumpPayload parsed = DumpPayload.parse(payload, start, length);
    decoder.decode(parsed.type(), payload, parsed.bodyStart(), parsed.bodyLength(), digest);
    return digest;
  }

  /**
   * Digests the value {@code reader} stands at, of any size.
   *
   * @param entry a {@code VALUE} or {@code LARGE_VALUE} just read from {@code reader}
   */
  public CanonicalDigest ofEntry(RdbReader reader, RdbEntry entry) throws IOException {
    switch (entry.kind()) {
      case VALUE ->
          decoder.decode(
              entry.type(), entry.window(), entry.bodyStart(), entry.bodyLength(), digest);
      case LARGE_VALUE -> reader.visitLargeValue(digest);
      default -> throw new IllegalArgumentException(entry.kind() + " has no value");
    }
    return digest;
  }
}
