/**
 * From a file to what the planner is told: YAML read strictly against the manifest's types, every
 * problem with its path and line, then mapped to {@link
 * io.redismigration.migration.model.MigrationSpec}. Start at {@link
 * io.redismigration.cli.manifest.ManifestReader}. Reads files and nothing else; decides nothing
 * about a migration.
 */
package io.redismigration.cli.manifest;
