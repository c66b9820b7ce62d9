package io.redismigration.engine.target;

import io.redismigration.engine.Reason;
import java.time.Instant;

/**
 * That something waits for the target, and why.
 *
 * @param reason stable name
 * @param state what the target is in, as a sentence without a full stop
 * @param since when the wait began
 */
public record Waiting(Reason reason, String state, Instant since) {}
