package io.redismigration.engine.stream;

import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.engine.ttl.TtlPolicy;
import io.redismigration.redis.command.CommandTable;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerFamily;
import java.time.Duration;

/** Rule tables as a running stream has them. */
final class Rules {
  /** When every command arrives, in milliseconds. */
  static final long NOW = 1_700_000_000_000L;

  /** The hold of the rules here, in milliseconds. */
  static final long HOLD = 5_000;

  private Rules() {}

  static RuleTable forTarget(Capabilities target) {
    return forTarget(target, new ScriptBodies(1 << 20));
  }

  static RuleTable forTarget(Capabilities target, ScriptBodies scripts) {
    SourceTimes times = new SourceTimes(command -> NOW, new TtlPolicy(Duration.ofMillis(HOLD)));
    return new RuleTable(
        CommandTable.standard(),
        new RewriteContext(
            target,
            ServerFamily.REDIS,
            times,
            scripts,
            sha -> false,
            new CheckpointLocation(2),
            () -> 1,
            () -> 3,
            false));
  }
}
