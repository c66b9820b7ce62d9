/**
 * What a migration came to: one record, {@link io.redismigration.migration.report.MigrationReport},
 * and the page made from it. Its fields are described in the module's REPORT.md.
 */
package io.redismigration.migration.report;
