package io.redismigration.migration.model;

/** What stands in the way of a cutover: a CamelCase reason, and what to do about it. */
public record Blocker(String reason, String message) {}
