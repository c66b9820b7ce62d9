package io.redismigration.engine.bucket;

import io.redismigration.redis.rdb.ValueKind;
import io.redismigration.redis.value.CanonicalDigest;
import io.redismigration.redis.value.Slice;
import io.redismigration.redis.value.ValueVisitor;
import java.io.IOException;

/**
 * Hashes with fields that expire: their times count as those of keys do, and a field whose time is
 * over does not. No allocation per field. For one thread.
 */
final class FoldedHashes implements ValueVisitor {
  private final CanonicalDigest digest;
  private final Expiries expiries;
  private final boolean onTarget;

  FoldedHashes(CanonicalDigest digest, Expiries expiries, boolean onTarget) {
    this.digest = digest;
    this.expiries = expiries;
    this.onTarget = onTarget;
  }

  @Override
  public void begin(ValueKind kind, long size) {
    digest.begin(kind, size);
  }

  @Override
  public void hashField(Slice field, Slice value, long expiresAtMillis) {
    if (expiresAtMillis == NO_EXPIRY) {
      digest.hashField(field, value, NO_EXPIRY);
    } else if (!expiries.isOver(expiresAtMillis, onTarget)) {
      digest.hashField(field, value, Math.max(0, expiries.cell(expiresAtMillis, onTarget)));
    }
  }

  @Override
  public void end() throws IOException {
    digest.end();
  }
}
