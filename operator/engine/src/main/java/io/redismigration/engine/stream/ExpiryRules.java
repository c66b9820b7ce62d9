package io.redismigration.engine.stream;

import io.redismigration.engine.lane.OrderedBatch;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.Fragment;
import io.redismigration.redis.resp.StreamCommand;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;

/**
 * Commands that set when keys and hash fields expire: times become absolute milliseconds with the
 * hold, conditions of one key are dropped since the source streams the command only when they held.
 */
final class ExpiryRules {
  private static final Fragment PEXPIREAT = Fragment.command(3, "PEXPIREAT");
  private static final Fragment PERSIST = Fragment.command(2, "PERSIST");
  private static final String HPEXPIREAT = "HPEXPIREAT";
  private static final String HSETEX = "HSETEX";

  /** How a command gives a time. */
  @FunctionalInterface
  interface TimeForm {
    long read(StreamCommand in, int index);
  }

  private final Capabilities target;
  private final SourceTimes times;

  ExpiryRules(Capabilities target, SourceTimes times) {
    this.target = target;
    this.times = times;
  }

  /** {@code name key time [NX|XX|GT|LT]}. */
  Rule.Rewrite expire(TimeForm form) {
    return (in, out) -> expire(in, form.read(in, 2), out);
  }

  /** {@code name key time [NX|XX|GT|LT] FIELDS n field …}; the condition is per field and stays. */
  Rule.Rewrite expireFields(TimeForm form) {
    return (in, out) -> {
      CommandWriter writer = Copy.arg(in, 1, out.begin(in.argc()).arg(HPEXPIREAT));
      Copy.args(in, 3, in.argc(), writer.arg(form.read(in, 2)));
    };
  }

  /** {@code GETEX key [expiry|PERSIST]}. */
  void getex(StreamCommand in, OrderedBatch out) {
    for (int i = 2; i < in.argc(); i++) {
      if (in.argIs(i, "PERSIST")) {
        Copy.keyed(in, PERSIST, 1, out);
        out.mustHaveEffect();
      } else if (i + 1 < in.argc()) {
        long time = time(in, i);
        i++;
        expire(in, time, out);
      } else {
        throw UnknownOptionException.in(in, i);
      }
    }
  }

  /** {@code HGETEX key [expiry|PERSIST] FIELDS n field …}. */
  void hgetex(StreamCommand in, OrderedBatch out) {
    if (in.argIs(2, "PERSIST")) {
      CommandWriter writer = Copy.arg(in, 1, out.begin(in.argc() - 1).arg("HPERSIST"));
      Copy.args(in, 3, in.argc(), writer);
    } else if (!in.argIs(2, "FIELDS")) {
      long time = time(in, 2);
      CommandWriter writer = Copy.arg(in, 1, out.begin(in.argc() - 1).arg(HPEXPIREAT));
      Copy.args(in, 4, in.argc(), writer.arg(time));
    }
  }

  /** {@code HSETEX key [FNX|FXX] [expiry|KEEPTTL] FIELDS n field value …}. */
  void hsetex(StreamCommand in, OrderedBatch out) {
    int fields = 2;
    int timeAt = 0;
    boolean keep = false;
    while (!in.argIs(fields, "FIELDS")) {
      if (in.argIs(fields, "KEEPTTL")) {
        keep = true;
      } else if (!in.argIs(fields, "FNX") && !in.argIs(fields, "FXX")) {
        timeAt = fields;
        fields++;
      }
      fields++;
    }
    if (target.has(Feature.HSETEX)) {
      int argc = in.argc() - fields + 2 + (keep ? 1 : 0) + (timeAt > 0 ? 2 : 0);
      CommandWriter writer = Copy.arg(in, 1, out.begin(argc).arg(HSETEX));
      if (keep) {
        writer.arg("KEEPTTL");
      }
      if (timeAt > 0) {
        writer.arg("PXAT").arg(time(in, timeAt));
      }
      Copy.args(in, fields, in.argc(), writer);
    } else {
      asHset(in, fields, timeAt, keep, out);
    }
  }

  private void asHset(StreamCommand in, int fields, int timeAt, boolean keep, OrderedBatch out) {
    if (keep || !target.has(Feature.HASH_FIELD_TTL) && timeAt > 0) {
      throw new NotRepresentableException(
          "HSETEX " + (keep ? "KEEPTTL" : "with an expiry") + " cannot be said to this target");
    }
    int first = fields + 2;
    Copy.args(in, first, in.argc(), Copy.arg(in, 1, out.begin(in.argc() - first + 2).arg("HSET")));
    if (timeAt > 0) {
      int count = (in.argc() - first) / 2;
      CommandWriter writer = Copy.arg(in, 1, out.begin(5 + count).arg(HPEXPIREAT));
      writer.arg(time(in, timeAt)).arg("FIELDS").arg(count);
      for (int i = first; i < in.argc(); i += 2) {
        Copy.arg(in, i, writer);
      }
    }
  }

  /** A time given as an option and its number. */
  private long time(StreamCommand in, int option) {
    if (in.argIs(option, "PXAT")) {
      return times.atMillis(in, option + 1);
    } else if (in.argIs(option, "EXAT")) {
      return times.atSeconds(in, option + 1);
    } else if (in.argIs(option, "PX")) {
      return times.afterMillis(in, option + 1);
    } else if (in.argIs(option, "EX")) {
      return times.afterSeconds(in, option + 1);
    }
    throw UnknownOptionException.in(in, option);
  }

  private void expire(StreamCommand in, long time, OrderedBatch out) {
    Copy.arg(in, 1, out.begin(PEXPIREAT)).arg(time);
    out.mustHaveEffect();
  }
}
