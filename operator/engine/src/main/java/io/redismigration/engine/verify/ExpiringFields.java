package io.redismigration.engine.verify;

import io.redismigration.redis.rdb.ValueKind;
import io.redismigration.redis.value.CanonicalDigest;
import io.redismigration.redis.value.Slice;
import io.redismigration.redis.value.ValueVisitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a hash that expire, on one side and then on the other: their times are judged as
 * those of keys are, and fields whose time at the source is over count on neither side. What is
 * left goes on to the digest. Memory for the names of one hash's expiring fields. For one thread.
 */
final class ExpiringFields implements ValueVisitor {
  private final CanonicalDigest digest;
  private final TtlRule rule;
  private final Map<ByteBuffer, Long> sourceTimes = new HashMap<>();
  private final Set<ByteBuffer> over = new HashSet<>();
  private boolean atSource;
  private long nowMillis;
  private boolean held;
  private boolean differs;

  ExpiringFields(CanonicalDigest digest, TtlRule rule) {
    this.digest = digest;
    this.rule = rule;
  }

  /** The source's hash comes next. */
  void source(long nowUnixMillis) {
    atSource = true;
    nowMillis = nowUnixMillis;
    sourceTimes.clear();
    over.clear();
    held = false;
    differs = false;
  }

  /** The target's hash comes next. */
  void target() {
    atSource = false;
  }

  boolean held() {
    return held;
  }

  Verdict verdict() {
    return differs || !sourceTimes.isEmpty() ? Verdict.TTL : Verdict.EQUAL;
  }

  @Override
  public void begin(ValueKind kind, long size) {
    digest.begin(kind, size);
  }

  @Override
  public void hashField(Slice field, Slice value, long expiresAtMillis) throws IOException {
    if (atSource) {
      fieldOfSource(field, value, expiresAtMillis);
    } else {
      fieldOfTarget(field, value, expiresAtMillis);
    }
  }

  private void fieldOfSource(Slice field, Slice value, long expiresAtMillis) {
    if (expiresAtMillis != NO_EXPIRY) {
      ByteBuffer name = ByteBuffer.wrap(field.toByteArray());
      if (rule.isOver(expiresAtMillis - nowMillis, false)) {
        over.add(name);
        return;
      }
      sourceTimes.put(name, expiresAtMillis);
    }
    digest.hashField(field, value, NO_EXPIRY);
  }

  private void fieldOfTarget(Slice field, Slice value, long expiresAtMillis) {
    if (expiresAtMillis != NO_EXPIRY || !over.isEmpty() || !sourceTimes.isEmpty()) {
      ByteBuffer name = ByteBuffer.wrap(field.toByteArray());
      if (over.contains(name)) {
        return;
      }
      judge(sourceTimes.remove(name), expiresAtMillis);
    }
    digest.hashField(field, value, NO_EXPIRY);
  }

  private void judge(Long source, long target) {
    if (source == null || target == NO_EXPIRY) {
      differs |= source != null || target != NO_EXPIRY;
      return;
    }
    switch (rule.judge(target - source, target - source)) {
      case SAME -> {}
      case HELD -> held = true;
      case DIFFERENT -> differs = true;
    }
  }

  @Override
  public void end() throws IOException {
    digest.end();
  }
}
