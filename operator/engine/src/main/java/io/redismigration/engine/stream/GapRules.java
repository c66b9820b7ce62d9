package io.redismigration.engine.stream;

import io.redismigration.engine.lane.OrderedBatch;
import io.redismigration.redis.resp.CommandWriter;
import io.redismigration.redis.resp.Fragment;
import io.redismigration.redis.resp.StreamCommand;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.Feature;

/** Commands that an older target knows by another name or without an option. */
final class GapRules {
  private static final Fragment RPOPLPUSH = Fragment.command(3, "RPOPLPUSH");
  private static final Fragment LTRIM = Fragment.command(4, "LTRIM");

  /** LMOVE for a target older than 6.2, from and to the ends that RPOPLPUSH does not know. */
  private static final String MOVE =
      "local v=redis.call(ARGV[1],KEYS[1]) if v then redis.call(ARGV[2],KEYS[2],v) end return v";

  private final Capabilities target;

  GapRules(Capabilities target) {
    this.target = target;
  }

  /** {@code UNLINK key …}. */
  void unlink(StreamCommand in, OrderedBatch out) {
    if (target.has(Feature.UNLINK)) {
      verbatim(in, out);
    } else {
      Copy.renamed(in, "DEL", out);
    }
  }

  /** {@code HSET key field value …}. */
  void hset(StreamCommand in, OrderedBatch out) {
    if (in.argc() > 4 && !target.has(Feature.HSET_MULTI)) {
      Copy.renamed(in, "HMSET", out);
    } else {
      verbatim(in, out);
    }
  }

  /** {@code LMOVE source destination from to}, also of BLMOVE, whose timeout is dropped. */
  void lmove(StreamCommand in, OrderedBatch out) {
    boolean fromRight = in.argIs(3, "RIGHT");
    boolean toLeft = in.argIs(4, "LEFT");
    if (target.has(Feature.LMOVE)) {
      Copy.shortened(in, "LMOVE", 4, out);
    } else if (fromRight && toLeft) {
      Copy.args(in, 1, 3, out.begin(RPOPLPUSH));
    } else {
      CommandWriter writer = out.begin(7).arg("EVAL").arg(MOVE).arg(2);
      Copy.args(in, 1, 3, writer).arg(fromRight ? "rpop" : "lpop").arg(toLeft ? "lpush" : "rpush");
    }
    out.mustHaveEffect();
  }

  /** {@code LPOP key [count]}. */
  void lpop(StreamCommand in, OrderedBatch out) {
    if (in.argc() > 2 && !target.has(Feature.LPOP_COUNT)) {
      Copy.arg(in, 1, out.begin(LTRIM)).arg(in.argNumber(2)).arg(-1);
    } else {
      verbatim(in, out);
      out.mustHaveEffect();
    }
  }

  /** {@code RPOP key [count]}. */
  void rpop(StreamCommand in, OrderedBatch out) {
    if (in.argc() > 2 && !target.has(Feature.LPOP_COUNT)) {
      Copy.arg(in, 1, out.begin(LTRIM)).arg(0).arg(-1 - in.argNumber(2));
    } else {
      verbatim(in, out);
      out.mustHaveEffect();
    }
  }

  /** {@code COPY source destination [DB n] [REPLACE]}: it succeeded, so it replaces. */
  void copy(StreamCommand in, OrderedBatch out) {
    boolean replaces = false;
    for (int i = 3; i < in.argc(); i++) {
      replaces |= in.argIs(i, "REPLACE");
    }
    CommandWriter writer = out.begin(in.argc() + (replaces ? 0 : 1)).arg("COPY");
    Copy.args(in, 1, in.argc(), writer);
    if (!replaces) {
      writer.arg("REPLACE");
    }
    out.mustHaveEffect();
  }

  /** {@code XADD key [NOMKSTREAM] …}: it succeeded, so the stream is there. */
  void xadd(StreamCommand in, OrderedBatch out) {
    if (target.has(Feature.XADD_MINID)) {
      verbatim(in, out);
      return;
    }
    for (int i = 2; i < in.argc() && i < 6; i++) {
      if (in.argIs(i, "MINID")) {
        throw new NotRepresentableException("XADD MINID needs a target of 6.2 or newer");
      }
    }
    if (in.argIs(2, "NOMKSTREAM")) {
      CommandWriter writer = Copy.arg(in, 1, out.begin(in.argc() - 1).arg("XADD"));
      Copy.args(in, 3, in.argc(), writer);
    } else {
      verbatim(in, out);
    }
  }

  /** {@code XTRIM key MAXLEN|MINID …}. */
  void xtrim(StreamCommand in, OrderedBatch out) {
    if (in.argIs(2, "MINID") && !target.has(Feature.XADD_MINID)) {
      throw new NotRepresentableException("XTRIM MINID needs a target of 6.2 or newer");
    }
    verbatim(in, out);
  }

  /** {@code XGROUP CREATE|SETID key group id [MKSTREAM] [ENTRIESREAD n]}, CREATECONSUMER … */
  void xgroup(StreamCommand in, OrderedBatch out) {
    if (in.argIs(1, "CREATECONSUMER") && !target.has(Feature.XGROUP_CREATECONSUMER)) {
      return; // an older target makes a consumer when it first claims something
    }
    int last = in.argc() - 2;
    if (last > 4 && in.argIs(last, "ENTRIESREAD") && !target.has(Feature.XGROUP_ENTRIESREAD)) {
      Copy.shortened(in, "XGROUP", last - 1, out);
    } else {
      verbatim(in, out);
    }
  }

  /** {@code XSETID key id [ENTRIESADDED n] [MAXDELETEDID id]}. */
  void xsetid(StreamCommand in, OrderedBatch out) {
    if (target.has(Feature.XGROUP_ENTRIESREAD)) {
      verbatim(in, out);
    } else {
      Copy.shortened(in, "XSETID", 2, out);
    }
  }

  /** {@code ZADD key [options] score member …}. */
  void zadd(StreamCommand in, OrderedBatch out) {
    if (!target.has(Feature.ZADD_GT_LT)) {
      for (int i = 2; i < Math.min(5, in.argc()); i++) {
        if (in.argIs(i, "GT") || in.argIs(i, "LT")) {
          throw new NotRepresentableException("ZADD GT and LT need a target of 6.2 or newer");
        }
      }
    }
    verbatim(in, out);
  }

  /** {@code FUNCTION LOAD [REPLACE] code}, and what else changes functions. */
  void function(StreamCommand in, OrderedBatch out) {
    if (in.argIs(1, "LOAD") && in.argc() == 3) {
      Copy.arg(in, 2, out.begin(4).arg("FUNCTION").arg("LOAD").arg("REPLACE"));
    } else {
      verbatim(in, out);
    }
  }

  private static void verbatim(StreamCommand in, OrderedBatch out) {
    out.verbatim(in.window(), in.start(), in.size());
  }
}
