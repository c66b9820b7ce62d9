/**
 * The words of a migration as plain immutable records: what the user asked for ({@link
 * io.redismigration.migration.model.MigrationSpec}), where it stands ({@link
 * io.redismigration.migration.model.MigrationStatus}) and the phases with their transitions.
 *
 * <p>Only strings, numbers, enums, {@link java.time.Instant}, {@link java.time.Duration}, lists and
 * maps, so that any mapper can write and read them field by field. A component that may be absent
 * is {@code null} and says so; lists and maps are never null; what is left out of a spec becomes
 * its default in the record's constructor. No record has a method named {@code getX} or {@code
 * isX}: a mapper would take it for a field. Secrets appear only as references. Sizes are bytes.
 * Nothing here decides anything.
 */
package io.redismigration.migration.model;
