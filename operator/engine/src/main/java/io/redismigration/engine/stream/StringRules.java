package io.redismigration.engine.stream;

import io.redismigration.engine.lane.OrderedBatch;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.Fragment;
import io.redismigration.redis.resp.StreamCommand;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;

/**
 * Commands that set strings. Conditions (NX, XX, IFEQ …) are dropped: the source streams a command
 * only when they held. Expiry times become absolute.
 */
final class StringRules {
  private static final Fragment SET_PLAIN = Fragment.command(3, "SET");
  private static final Fragment SET_KEEPTTL = Fragment.command(4, "SET");
  private static final Fragment SET_PXAT = Fragment.command(5, "SET");
  private static final Fragment PXAT = Fragment.arguments("PXAT");
  private static final Fragment KEEPTTL = Fragment.arguments("KEEPTTL");
  private static final Fragment PEXPIREAT = Fragment.command(3, "PEXPIREAT");

  /** SET … KEEPTTL for a target older than 6.0. */
  private static final Fragment KEEPING_SET =
      Fragment.command(
          5,
          "EVAL",
          "local t=redis.call('pttl',KEYS[1]) redis.call('set',KEYS[1],ARGV[1])"
              + " if t>0 then redis.call('pexpire',KEYS[1],t) end",
          "1");

  /** A value larger than that is not worth being moved when it ends up alone in its MSET. */
  private static final int LARGEST_MERGED = 16 << 10;

  private static final long NO_EXPIRY = Long.MIN_VALUE;

  private final Capabilities target;
  private final SourceTimes times;

  StringRules(Capabilities target, SourceTimes times) {
    this.target = target;
    this.times = times;
  }

  /** {@code name key value}: a SET without options. */
  void plain(StreamCommand in, OrderedBatch out) {
    int start = Copy.headOf(in, 1);
    int length = Copy.headOf(in, 3) - start;
    if (length <= LARGEST_MERGED) {
      out.set(in.window(), start, length);
    } else {
      Copy.args(in, 1, 3, out.begin(SET_PLAIN));
    }
  }

  /** {@code SET key value [options]}. */
  void set(StreamCommand in, OrderedBatch out) {
    long expiry = NO_EXPIRY;
    boolean keep = false;
    for (int i = 3; i < in.argc(); i++) {
      if (in.argIs(i, "KEEPTTL")) {
        keep = true;
      } else if (isCondition(in, i)) {
        i++;
      } else if (in.argIs(i, "PXAT")) {
        expiry = times.atMillis(in, ++i);
      } else if (in.argIs(i, "PX")) {
        expiry = times.afterMillis(in, ++i);
      } else if (in.argIs(i, "EX")) {
        expiry = times.afterSeconds(in, ++i);
      } else if (in.argIs(i, "EXAT")) {
        expiry = times.atSeconds(in, ++i);
      } else if (!in.argIs(i, "NX") && !in.argIs(i, "XX") && !in.argIs(i, "GET")) {
        throw UnknownOptionException.in(in, i);
      }
    }
    if (keep) {
      keeping(in, out);
    } else if (expiry == NO_EXPIRY) {
      plain(in, out);
    } else {
      expiring(in, 1, 2, expiry, out);
    }
  }

  /** A comparison with a value that follows (redis 8.4, valkey 8.1). */
  private static boolean isCondition(StreamCommand in, int index) {
    return in.argIs(index, "IFEQ")
        || in.argIs(index, "IFNE")
        || in.argIs(index, "IFDEQ")
        || in.argIs(index, "IFDNE");
  }

  /** {@code SETEX key seconds value}. */
  void setex(StreamCommand in, OrderedBatch out) {
    expiring(in, 1, 3, times.afterSeconds(in, 2), out);
  }

  /** {@code PSETEX key milliseconds value}. */
  void psetex(StreamCommand in, OrderedBatch out) {
    expiring(in, 1, 3, times.afterMillis(in, 2), out);
  }

  /** {@code MSETEX numkeys key value … [NX|XX] [expiry|KEEPTTL]}, as single SETs. */
  void msetex(StreamCommand in, OrderedBatch out) {
    int options = 2 + 2 * (int) in.argNumber(1);
    long expiry = NO_EXPIRY;
    boolean keep = false;
    for (int i = options; i < in.argc(); i++) {
      if (in.argIs(i, "KEEPTTL")) {
        keep = true;
      } else if (in.argIs(i, "PXAT")) {
        expiry = times.atMillis(in, ++i);
      } else if (in.argIs(i, "PX")) {
        expiry = times.afterMillis(in, ++i);
      } else if (in.argIs(i, "EX")) {
        expiry = times.afterSeconds(in, ++i);
      } else if (in.argIs(i, "EXAT")) {
        expiry = times.atSeconds(in, ++i);
      } else if (!in.argIs(i, "NX") && !in.argIs(i, "XX")) {
        throw UnknownOptionException.in(in, i);
      }
    }
    for (int key = 2; key < options; key += 2) {
      if (keep) {
        Copy.args(in, key, key + 2, out.begin(SET_KEEPTTL)).put(KEEPTTL);
      } else if (expiry == NO_EXPIRY) {
        Copy.args(in, key, key + 2, out.begin(SET_PLAIN));
      } else {
        expiring(in, key, key + 1, expiry, out);
      }
    }
  }

  private void expiring(StreamCommand in, int key, int value, long expiry, OrderedBatch out) {
    if (target.has(Feature.SET_PXAT)) {
      CommandWriter set = Copy.arg(in, key, out.begin(SET_PXAT));
      Copy.arg(in, value, set).put(PXAT).arg(expiry);
    } else {
      Copy.arg(in, value, Copy.arg(in, key, out.begin(SET_PLAIN)));
      Copy.arg(in, key, out.begin(PEXPIREAT)).arg(expiry);
      out.mustHaveEffect();
    }
  }

  private void keeping(StreamCommand in, OrderedBatch out) {
    if (target.has(Feature.SET_KEEPTTL)) {
      Copy.args(in, 1, 3, out.begin(SET_KEEPTTL)).put(KEEPTTL);
    } else {
      Copy.args(in, 1, 3, out.begin(KEEPING_SET));
    }
  }
}
