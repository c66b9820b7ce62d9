package io.redismigration.migration.model;

/** Keys of source database {@code from} go to target database {@code to}. */
public record DatabaseMapping(int from, int to) {}
