package io.redismigration.migration.model;

import java.time.Instant;

/**
 * One condition, as Kubernetes has them.
 *
 * @param reason CamelCase word
 * @param message a sentence; empty if there is nothing to add
 * @param since when {@code status} last changed
 * @param observedGeneration of the spec it was found for
 */
public record Condition(
    ConditionType type,
    Truth status,
    String reason,
    String message,
    Instant since,
    long observedGeneration) {}
