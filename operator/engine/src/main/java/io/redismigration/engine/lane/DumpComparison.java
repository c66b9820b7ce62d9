package io.redismigration.engine.lane;

import io.redismigration.redis.dump.DumpPayload;
import io.redismigration.redis.rdb.RdbWindow;
import io.redismigration.redis.value.CanonicalDigest;
import io.redismigration.redis.value.DigestOptions;
import io.redismigration.redis.value.ValueDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Whether two DUMP payloads hold the same value, whatever its encoding: a server packs a value in
 * its own way when it loads it.
 */
final class DumpComparison {

  private static final int LARGEST_ELEMENT = 512 << 20;

  private final ValueDecoder decoder = new ValueDecoder(LARGEST_ELEMENT);

  /**
   * @param ours what was sent to the target
   * @param theirs what the target gave back
   */
  boolean isSameValue(ByteBuffer ours, ByteBuffer theirs) throws IOException {
    DumpPayload one = DumpPayload.parse(ours, 0, ours.limit());
    DumpPayload other = DumpPayload.parse(theirs, 0, theirs.limit());
    DigestOptions options =
        new DigestOptions(
            Math.max(1, Math.min(one.type().streamVersion(), other.type().streamVersion())),
            false,
            DigestOptions.FieldExpiry.EXACT);
    return digest(one, ours, options).equals(digest(other, theirs, options));
  }

  private String digest(DumpPayload payload, ByteBuffer bytes, DigestOptions options)
      throws IOException {
    CanonicalDigest digest = new CanonicalDigest(options);
    decoder.decode(
        payload.type(), RdbWindow.over(bytes, payload.bodyStart(), payload.bodyLength()), digest);
    return digest.toString();
  }
}
