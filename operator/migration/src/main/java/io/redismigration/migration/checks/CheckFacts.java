package io.redismigration.migration.checks;

import io.redismigration.migration.task.ReplicationOptions;
import java.time.Instant;

/**
 * Everything the rules look at.
 *
 * @param runId of this migration: its own claim is no obstacle
 * @param source null: could not be read
 * @param target null: could not be read
 * @param spool null: no spool yet
 */
public record CheckFacts(
    String runId,
    Instant now,
    ReplicationOptions options,
    ConnectionFacts sourceConnection,
    ConnectionFacts targetConnection,
    SourceFacts source,
    TargetFacts target,
    SpoolFacts spool) {}
