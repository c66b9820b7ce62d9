package io.redismigration.engine.bucket;

import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.snapshot.SnapshotReader;
import io.redismigration.engine.snapshot.SnapshotSource;
import io.redismigration.redis.rdb.RdbEntry;
import io.redismigration.redis.rdb.RdbLimits;
import io.redismigration.redis.rdb.ValueKind;
import io.redismigration.redis.rdb.ValueType;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import io.redismigration.redis.value.CanonicalDigest;
import io.redismigration.redis.value.DigestOptions;
import io.redismigration.redis.value.DigestOptions.FieldExpiry;
import io.redismigration.redis.value.SipHash128;
import io.redismigration.redis.value.ValueDecoder;
import io.redismigration.redis.value.ValueVisitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One side's snapshot, folded key by key as it arrives: database, key, type, value whatever its
 * encoding, and expiry. Keeps one element and the buckets, however many keys there are. What a
 * digest is made of is what the exact comparison looks at, so that equal digests never hide what
 * that would name. For one thread; {@link #keys} for any.
 */
public final class SnapshotFold {
  private static final int MIB = 1 << 20;
  private static final RdbLimits LIMITS = new RdbLimits(MIB, 512 * MIB, 64 * MIB);
  private static final ByteBuffer RESERVED =
      ByteBuffer.wrap(CheckpointLocation.KEY.getBytes(StandardCharsets.US_ASCII));
  private static final long K0 = 0x666f6c6465642d6bL;
  private static final long K1 = 0x65792d76616c7565L;
  private static final long LASTS = -1;

  private final boolean onTarget;
  private final Expiries expiries;
  private final Observer observer;
  private final Buckets buckets = new Buckets();
  private final KeyHash keyHash = new KeyHash();
  private final SipHash128 whole = new SipHash128(K0, K1);
  private final ValueDecoder decoder = new ValueDecoder(64 * MIB);
  private final CanonicalDigest digest;
  private final ReplicatedStreams streams;
  private final FoldedHashes hashes;
  private final boolean fieldsExpire;
  private volatile long keys;
  private volatile long expiring;

  /** Hears of keys as they are folded, on the folding thread. */
  public interface Observer {
    /**
     * One more key.
     *
     * @param keys so far
     * @throws IOException to end the folding
     */
    void key(long keys) throws IOException, InterruptedException;

    /** A hash with fields that expire; the key is its own copy. */
    default void expiringHash(int database, byte[] key) {}
  }

  /**
   * @param source what the source can do: what either side cannot tell is left out on both
   * @param target what the target can do
   * @param onTarget whose snapshot it is
   */
  public SnapshotFold(
      Capabilities source,
      Capabilities target,
      boolean onTarget,
      Expiries expiries,
      Observer observer) {
    this.onTarget = onTarget;
    this.expiries = expiries;
    this.observer = observer;
    this.fieldsExpire = source.has(Feature.HASH_FIELD_TTL) && target.has(Feature.HASH_FIELD_TTL);
    this.digest =
        new CanonicalDigest(
            new DigestOptions(
                DigestOptions.common(source, target).streamVersion(),
                false,
                fieldsExpire ? FieldExpiry.EXACT : FieldExpiry.IGNORED));
    this.streams = new ReplicatedStreams(digest);
    this.hashes = new FoldedHashes(digest, expiries, onTarget);
  }

  /** Keys folded so far, those whose time was over included. */
  public long keys() {
    return keys;
  }

  /** How many of them expire. */
  public long expiring() {
    return expiring;
  }

  /**
   * Folds a snapshot to its end, which has to be the right one: a part of a snapshot proves
   * nothing.
   */
  public Buckets fold(SnapshotSource snapshot) throws IOException, InterruptedException {
    SnapshotReader reader = new SnapshotReader(snapshot, LIMITS);
    reader.readHeader();
    RdbEntry entry = new RdbEntry();
    while (reader.next(entry)) {
      switch (entry.kind()) {
        case VALUE, LARGE_VALUE -> fold(entry, reader);
        default -> {
          // Nothing that belongs to a key.
        }
      }
    }
    reader.requireEnd();
    return buckets;
  }

  private void fold(RdbEntry entry, SnapshotReader reader)
      throws IOException, InterruptedException {
    if (onTarget && isReserved(entry)) {
      return;
    }
    keys = keys + 1;
    observer.key(keys);
    if (entry.hasExpiry()) {
      expiring = expiring + 1;
      if (expiries.isOver(entry.expiresAtMillis(), onTarget)) {
        return;
      }
    }
    if (onTarget && entry.type().hasFieldTimes()) {
      observer.expiringHash((int) entry.database(), key(entry));
    }
    int bucket =
        keyHash.bucket(entry.database(), entry.window(), entry.keyStart(), entry.keyLength());
    long cell = entry.hasExpiry() ? expiries.cell(entry.expiresAtMillis(), onTarget) : LASTS;
    digestValue(entry, reader);
    whole.reset();
    whole.updateLong(keyHash.low());
    whole.updateLong(keyHash.high());
    whole.updateByte(entry.hasExpiry() ? 1 : 0);
    whole.updateLong(cell);
    whole.updateLong(digest.low());
    whole.updateLong(digest.high());
    whole.finish();
    buckets.add(bucket, whole.low(), whole.high());
  }

  private void digestValue(RdbEntry entry, SnapshotReader reader) throws IOException {
    ValueVisitor visitor = visitor(entry.type());
    if (entry.kind() == RdbEntry.Kind.VALUE) {
      decoder.decode(entry.type(), entry.window(), entry.bodyStart(), entry.bodyLength(), visitor);
    } else {
      reader.visitLargeValue((type, body, maxElementBytes) -> decoder.decode(type, body, visitor));
    }
  }

  private ValueVisitor visitor(ValueType type) {
    if (type.kind() == ValueKind.STREAM) {
      return streams;
    }
    return fieldsExpire && type.hasFieldTimes() ? hashes : digest;
  }

  private static boolean isReserved(RdbEntry entry) {
    return entry.keyLength() == RESERVED.capacity()
        && entry.window().slice(entry.keyStart(), entry.keyLength()).equals(RESERVED);
  }

  private static byte[] key(RdbEntry entry) {
    byte[] key = new byte[entry.keyLength()];
    entry.window().get(entry.keyStart(), key);
    return key;
  }
}
