package io.redismigration.engine.verify;

import io.redismigration.engine.bucket.ReplicatedStreams;
import io.redismigration.engine.exact.Page;
import io.redismigration.redis.dump.DumpPayload;
import io.redismigration.redis.rdb.RdbWindow;
import io.redismigration.redis.rdb.ValueKind;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;
import io.redismigration.redis.value.CanonicalDigest;
import io.redismigration.redis.value.DigestOptions;
import io.redismigration.redis.value.DigestOptions.FieldExpiry;
import io.redismigration.redis.value.ValueDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;

/**
 * Compares one key as both sides have it. Payloads that are equal but for their footer are equal;
 * others are decoded. No allocation for equal payloads. For one thread.
 */
final class Comparison {
  private static final int FOOTER = 10;

  /** From this number on a type means something else in each family. */
  private static final int FIRST_AMBIGUOUS_TYPE = 22;

  private static final int LARGEST_ELEMENT = 64 << 20;

  private final TtlRule ttls;
  private final InstantSource clock;
  private final ValueDecoder decoder = new ValueDecoder(LARGEST_ELEMENT);
  private final CanonicalDigest digest;
  private final ReplicatedStreams streams;
  private final ExpiringFields fields;
  private final boolean fieldsExpire;
  private boolean held;
  private boolean hasExpiringFields;

  Comparison(Capabilities source, Capabilities target, TtlRule ttls, InstantSource clock) {
    this.ttls = ttls;
    this.clock = clock;
    DigestOptions common = DigestOptions.common(source, target);
    this.digest =
        new CanonicalDigest(new DigestOptions(common.streamVersion(), false, FieldExpiry.IGNORED));
    this.streams = new ReplicatedStreams(digest);
    this.fields = new ExpiringFields(digest, ttls);
    this.fieldsExpire = source.has(Feature.HASH_FIELD_TTL) && target.has(Feature.HASH_FIELD_TTL);
  }

  /** Whether the TTL of the key compared last is equal but for the hold. */
  boolean held() {
    return held;
  }

  /** Whether the key compared last is a hash with fields that expire on the target. */
  boolean hasExpiringFields() {
    return hasExpiringFields;
  }

  Verdict compare(Page source, Page target, int index) throws IOException {
    held = false;
    hasExpiringFields = false;
    boolean there = target.state(index) != Page.State.ABSENT;
    if (source.state(index) == Page.State.ABSENT) {
      return there && !isOver(target, index, true) ? Verdict.EXTRA : Verdict.EQUAL;
    }
    if (!there) {
      return isOver(source, index, false) ? Verdict.EQUAL : Verdict.MISSING;
    }
    if (source.state(index) != Page.State.WHOLE || target.state(index) != Page.State.WHOLE) {
      return Verdict.LARGE;
    }
    Verdict value =
        samePayload(source, target, index) ? Verdict.EQUAL : values(source, target, index);
    return value == Verdict.EQUAL ? ttl(source, target, index) : value;
  }

  /** Compares when the key expires. */
  Verdict ttl(Page source, Page target, int index) {
    long atSource = source.ttl(index);
    long atTarget = target.ttl(index);
    if (atSource == Page.NO_TTL || atTarget == Page.NO_TTL) {
      return atSource == atTarget ? Verdict.EQUAL : Verdict.TTL;
    }
    long longer = atTarget - atSource;
    return switch (ttls.judge(
        longer + target.readFromMillis() - source.readToMillis(),
        longer + target.readToMillis() - source.readFromMillis())) {
      case SAME -> Verdict.EQUAL;
      case HELD -> {
        held = true;
        yield Verdict.EQUAL;
      }
      case DIFFERENT -> Verdict.TTL;
    };
  }

  private boolean isOver(Page page, int index, boolean onTarget) {
    return page.ttl(index) != Page.NO_TTL && ttls.isOver(page.ttl(index), onTarget);
  }

  private boolean samePayload(Page source, Page target, int index) {
    int length = source.length(index);
    if (length != target.length(index) || length <= FOOTER) {
      return false;
    }
    ByteBuffer one = source.payloads();
    ByteBuffer other = target.payloads();
    int first = source.start(index);
    int second = target.start(index);
    if ((one.get(first) & 0xff) >= FIRST_AMBIGUOUS_TYPE) {
      // Types whose bodies hold times of fields, among others.
      return false;
    }
    return one.slice(first, length - FOOTER).equals(other.slice(second, length - FOOTER));
  }

  private Verdict values(Page source, Page target, int index) throws IOException {
    ByteBuffer one = source.payloads();
    ByteBuffer other = target.payloads();
    DumpPayload ours = DumpPayload.parse(one, source.start(index), source.length(index));
    DumpPayload theirs = DumpPayload.parse(other, target.start(index), target.length(index));
    ValueKind kind = ours.type().kind();
    if (kind != theirs.type().kind()) {
      return Verdict.TYPE;
    }
    hasExpiringFields = theirs.type().hasFieldTimes();
    if (fieldsExpire && (ours.type().hasFieldTimes() || hasExpiringFields)) {
      return hashes(ours, source, theirs, target);
    }
    decode(ours, one);
    long low = digest.low();
    long high = digest.high();
    decode(theirs, other);
    return low == digest.low() && high == digest.high() ? Verdict.EQUAL : Verdict.VALUE;
  }

  private Verdict hashes(DumpPayload ours, Page source, DumpPayload theirs, Page target)
      throws IOException {
    fields.source(clock.millis());
    decoder.decode(ours.type(), body(ours, source.payloads()), fields);
    long low = digest.low();
    long high = digest.high();
    fields.target();
    decoder.decode(theirs.type(), body(theirs, target.payloads()), fields);
    Verdict times = fields.verdict();
    held = fields.held();
    return low == digest.low() && high == digest.high() ? times : Verdict.VALUE;
  }

  private void decode(DumpPayload payload, ByteBuffer bytes) throws IOException {
    decoder.decode(
        payload.type(),
        body(payload, bytes),
        payload.type().kind() == ValueKind.STREAM ? streams : digest);
  }

  private static RdbWindow body(DumpPayload payload, ByteBuffer bytes) {
    return RdbWindow.over(bytes, payload.bodyStart(), payload.bodyLength());
  }
}
