package io.redismigration.engine.stream;

import io.redismigration.engine.EngineException;
import io.redismigration.engine.Reason;
import io.redismigration.engine.lane.OrderedBatch;
import io.redismigration.redis.resp.StreamCommand;
import java.util.function.Predicate;

/**
 * Scripts streamed verbatim (sources before Redis 5.0, or with lua-replicate-commands off). Bodies
 * are remembered, and an EVALSHA becomes an EVAL, so that no script cache of the target is relied
 * on: inside EXEC a NOSCRIPT would be a lost command.
 */
final class ScriptRules {
  private final ScriptBodies bodies;
  private final Predicate<String> knownToTarget;

  /**
   * @param knownToTarget whether the target has a script of that SHA-1 in its cache
   */
  ScriptRules(ScriptBodies bodies, Predicate<String> knownToTarget) {
    this.bodies = bodies;
    this.knownToTarget = knownToTarget;
  }

  /** {@code EVAL body numkeys …}. */
  void eval(StreamCommand in, OrderedBatch out) {
    bodies.add(in.argBytes(1));
    out.verbatim(in.window(), in.start(), in.size());
  }

  /** {@code EVALSHA sha numkeys …}. */
  void evalsha(StreamCommand in, OrderedBatch out) {
    String sha = in.argText(1);
    byte[] body = bodies.find(sha).orElse(null);
    if (body != null) {
      Copy.args(in, 2, in.argc(), out.begin(in.argc()).arg("EVAL").arg(body));
    } else if (knownToTarget.test(sha)) {
      out.verbatim(in.window(), in.start(), in.size());
    } else {
      throw new EngineException(
          Reason.CommandNotSupported,
          "the source streams script " + sha + " by its name, and its body is not known here",
          "copy everything again: a full sync makes the source send every script's body");
    }
  }

  /** {@code SCRIPT LOAD body}; the other subcommands change no data. */
  void script(StreamCommand in, OrderedBatch out) {
    if (in.argc() == 3 && in.argIs(1, "LOAD")) {
      bodies.add(in.argBytes(2));
      out.verbatim(in.window(), in.start(), in.size());
    }
  }
}
