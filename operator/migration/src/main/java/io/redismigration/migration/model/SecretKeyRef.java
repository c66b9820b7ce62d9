package io.redismigration.migration.model;

/** One key of a Secret (or of what the command line is given in its place). Never the value. */
public record SecretKeyRef(String name, String key) {}
