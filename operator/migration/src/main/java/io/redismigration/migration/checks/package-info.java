/**
 * The check catalogue as data and one pure rule per check: facts in, verdict out. Start at {@link
 * io.redismigration.migration.checks.Checks}. The worker gathers the facts; nothing here asks a
 * server anything. Texts of remote errors never come in: only what they were classified as.
 */
package io.redismigration.migration.checks;
