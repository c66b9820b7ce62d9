package io.redismigration.migration.model;

/**
 * Why something ended, as a value.
 *
 * @param reason stable CamelCase word; also the event's and the condition's reason
 * @param message what was seen, with numbers
 * @param remedy the field to change or the command to run
 * @param retryable whether trying again without a change can help
 */
public record Failure(String reason, String message, String remedy, boolean retryable) {}
