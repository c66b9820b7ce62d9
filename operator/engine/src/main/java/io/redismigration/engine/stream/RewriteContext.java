package io.redismigration.engine.stream;

import io.redismigration.engine.checkpoint.CheckpointLocation;
import io.redismigration.redis.server.Capabilities;
import io.redismigration.redis.server.ServerFamily;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * What the rules need to know of their surroundings.
 *
 * @param target what the target can do
 * @param sourceFamily how the source numbers its value types
 * @param times turns times of commands into expiry times
 * @param scripts bodies by name
 * @param scriptKnownToTarget whether the target's script cache has that SHA-1
 * @param checkpoint where the checkpoint lies
 * @param database the database selected now
 * @param databases how many databases the source has
 * @param forwardPublish whether messages are published on the target
 */
record RewriteContext(
    Capabilities target,
    ServerFamily sourceFamily,
    SourceTimes times,
    ScriptBodies scripts,
    Predicate<String> scriptKnownToTarget,
    CheckpointLocation checkpoint,
    IntSupplier database,
    IntSupplier databases,
    boolean forwardPublish) {}
