package io.redismigration.migration.model;

import java.time.Instant;

/**
 * One line about a task.
 *
 * @param type CamelCase
 * @param state CamelCase
 * @param heartbeat null: never heard of
 */
public record TaskSummary(String name, String type, String state, Instant heartbeat) {}
