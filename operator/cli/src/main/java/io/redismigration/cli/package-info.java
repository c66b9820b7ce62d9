/**
 * The command {@code redis-migration}. Start at {@link io.redismigration.cli.Main}, which puts the
 * parts together: {@code manifest} reads files, {@code run} drives a migration, {@code state} keeps
 * it, {@code view} shows it, {@code command} is what users type. Decisions are the planner's.
 */
package io.redismigration.cli;
